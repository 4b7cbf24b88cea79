"""The regions and sub-regions of England that work-based courses may name."""

from district.imports.reading.cells import squash

REGIONS = {
    "East Midlands": "Derby, Derbyshire, Leicester, Leicestershire, Lincolnshire, Northamptonshire, Nottingham, "
    "Nottinghamshire, Rutland",
    "East of England": "Bedford, Cambridgeshire, Central Bedfordshire, Essex, Hertfordshire, Luton, Norfolk, "
    "Peterborough, Southend-on-Sea, Suffolk, Thurrock",
    "London": "Barking and Dagenham, Barnet, Bexley, Brent, Bromley, Camden, City of London, Croydon, Ealing, "
    "Enfield, Greenwich, Hackney, Hammersmith and Fulham, Haringey, Harrow, Havering, Hillingdon, Hounslow, "
    "Islington, Kensington and Chelsea, Kingston upon Thames, Lambeth, Lewisham, Merton, Newham, Redbridge, "
    "Richmond upon Thames, Southwark, Sutton, Tower Hamlets, Waltham Forest, Wandsworth, Westminster",
    "North East": "County Durham, Darlington, Gateshead, Hartlepool, Middlesbrough, Newcastle upon Tyne, "
    "North Tyneside, Northumberland, Redcar and Cleveland, South Tyneside, Stockton-on-Tees, Sunderland",
    "North West": "Blackburn with Darwen, Blackpool, Bolton, Bury, Cheshire East, Cheshire West and Chester, "
    "Cumbria, Halton, Knowsley, Lancashire, Liverpool, Manchester, Oldham, Rochdale, Salford, Sefton, "
    "St. Helens, Stockport, Tameside, Trafford, Warrington, Wigan, Wirral",
    "South East": "Bracknell Forest, Brighton and Hove, Buckinghamshire, East Sussex, Hampshire, Isle of Wight, "
    "Kent, Medway, Milton Keynes, Oxfordshire, Portsmouth, Reading, Slough, Southampton, Surrey, "
    "West Berkshire, West Sussex, Windsor and Maidenhead, Wokingham",
    "South West": "Bath and North East Somerset, Bournemouth, Cornwall, Devon, Dorset, Gloucestershire, "
    "Isles of Scilly, North Somerset, Plymouth, Poole, Somerset, South Gloucestershire, Swindon, Torbay, "
    "Wiltshire, Bristol City of",
    "West Midlands": "Birmingham, Coventry, Dudley, Herefordshire, Sandwell, Shropshire, Solihull, Staffordshire, "
    "Stoke-on-Trent, Telford and Wrekin, Walsall, Warwickshire, Wolverhampton, Worcestershire",
    "Yorkshire and The Humber": "Barnsley, Bradford, Calderdale, Doncaster, East Riding of Yorkshire, Kirklees, "
    "Leeds, Kingston upon Hull City of, North East Lincolnshire, North Lincolnshire, North Yorkshire, "
    "Rotherham, Sheffield, Wakefield, York",
}
BY_NAME = {
    squash(name): name
    for region, places in REGIONS.items()
    for name in (region, *(place.strip() for place in places.split(",")))
} | {"herefordshirecountyof": "Herefordshire", "durham": "County Durham", "bristol": "Bristol City of"}


def parse(text: str) -> tuple[list[str], list[str]]:
    """(the names known, the names not known) of a list separated by semicolons."""
    names = [name.strip() for name in text.split(";") if name.strip()]
    known = [BY_NAME[squash(name)] for name in names if squash(name) in BY_NAME]
    return list(dict.fromkeys(known)), [name for name in names if squash(name) not in BY_NAME]
