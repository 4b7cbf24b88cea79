"""The servers that somebody else runs, named by DATABASE_URL and REDIS_URL: do they answer, and are they new enough?"""

from district.launch.postgres import NEWEST, OLDEST
from district.launch.trouble import Trouble

OLDEST_REDIS = (6, 2)


def check_database(address: str) -> str:
    """The version in words; a Trouble if it does not answer or is not one we support."""
    import psycopg2

    try:
        line = psycopg2.connect(address, connect_timeout=5)
    except psycopg2.Error as fault:
        reason = str(fault).strip().splitlines()[0] if str(fault).strip() else type(fault).__name__
        raise Trouble(f"The database named by DATABASE_URL does not answer: {reason}") from None
    number = line.server_version
    line.close()
    version = f"{number // 10000}.{number % 10000}"
    if not OLDEST <= number // 10000 <= NEWEST:
        raise Trouble(
            f"DATABASE_URL leads to PostgreSQL {version}; the portal needs version {OLDEST} to {NEWEST}. "
            "Without DATABASE_URL it brings its own."
        )
    return f"PostgreSQL {version}"


def check_redis(address: str) -> str:
    """The version in words; a Trouble if it does not answer or is too old."""
    import redis

    try:
        line = redis.Redis.from_url(address, socket_timeout=5, socket_connect_timeout=5, protocol=2)
        facts = line.info("server")
        line.close()
    except (redis.RedisError, ValueError, OSError) as fault:
        raise Trouble(f"The Redis named by REDIS_URL does not answer: {fault}") from None
    version = str(facts["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        raise Trouble(
            f"REDIS_URL leads to Redis {version}; the portal needs version 6.2 or newer. "
            "Without REDIS_URL it brings its own."
        )
    return f"Redis {version}"
