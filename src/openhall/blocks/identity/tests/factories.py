"""Two people, a firm and an officer, kept as a jurisdiction's files would give them."""

from openhall.blocks.identity.definitions import (
    Officer,
    OrganisationDefinition,
    People,
    PersonDefinition,
    Seat,
)


def words(english: str) -> dict[str, str]:
    return {"en": english, "zh-Hans": "文字"}


def people() -> People:
    firm = OrganisationDefinition("kites", words("Kites Limited"), "business", {"organisation.brn": "1"})
    club = OrganisationDefinition("club", words("Kite club"), "organisation", {})
    owner = PersonDefinition(
        "owner",
        words("Owner"),
        words("Owns."),
        3,
        {"person.phone": "555", "person.email": "o@example.com"},
        (Seat("kites", "director"), Seat("club", "secretary")),
    )
    resident = PersonDefinition("resident", words("Resident"), words("Lives."), 1, {"person.phone": "556"})
    officer = PersonDefinition(
        "officer", words("Officer"), words("Decides."), 3, officer=Officer("park-office", ("keeper",))
    )
    return People(organisations=(firm, club), people=(owner, resident, officer))
