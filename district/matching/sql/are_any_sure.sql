SELECT EXISTS (SELECT FROM confirmed) AS are_any_sure
