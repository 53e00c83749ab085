PRAGMA application_id = 0x6f76686f;
PRAGMA user_version = 1;
CREATE VIEW clock AS SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now;
CREATE TABLE runs (
    endpoint    TEXT   NOT NULL,
    account     TEXT   NOT NULL,
    key         TEXT   NOT NULL,
    attempt     BIGINT NOT NULL,
    digest      TEXT   NOT NULL,
    plans       TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    cart_id     TEXT,
    order_id    BIGINT,
    intended    BIGINT,
    begun       BIGINT NOT NULL,
    changed     BIGINT NOT NULL,
    steps       TEXT   NOT NULL,
    owner       TEXT   NOT NULL,
    token       BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    PRIMARY KEY (endpoint, account, key, attempt)
);
INSERT INTO runs VALUES (
    'https://eu.api.ovh.com', 'xx1-ovh', 'k', 1, 'd', 'project.2018', 'ordered', 'cart', 7,
    1767323045000, 1767323045000, 1767323045000, '1767323045000 ordered', 'process 1', 1, 0
);
