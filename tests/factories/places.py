"""Two invented countries, Arva and Belun: their institutions, systems and offices."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from ospolis.core.access import system_viewer
from ospolis.evidence.ledger import NewFact, Origin
from ospolis.evidence.services import record_facts
from ospolis.institutions.inventory import DeclaredInstitution, DeclaredSystem, Inventory, OtherName
from ospolis.institutions.services import declare_inventory
from ospolis.offices.services import DeclaredOffice, declare_office

OPERATOR = system_viewer("test")
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)

# What only the office and the institution may see of a system: none of these may stand on a public page.
VENDOR, COST, CONTRACT_END, CRITICALITY = "Zyndalor Software", Decimal("7654321.00"), date(2033, 4, 17), 4
PRIVATE = ("Zyndalor", "7654321", "7,654,321", "April 2033", "LicenseRef-Quarry")

ARVA = Inventory(
    institutions=(
        DeclaredInstitution("arva-digital", "Ministry of Digital Affairs", "ministry", sector="01", staff=400),
        DeclaredInstitution("arva-registry", "National Registry", "agency", parent="arva-digital", sector="01"),
        DeclaredInstitution("arva-archive", "Archive of the Registry", "department", parent="arva-registry"),
        DeclaredInstitution(
            "arva-health",
            "Ministry of Health",
            "ministry",
            sector="07",
            other_names=(OtherName("Ministère de la Santé", "local", "fr"),),
        ),
        DeclaredInstitution("arva-post", "Post", "state-owned", sector="04"),
    ),
    systems=(
        DeclaredSystem(
            key="arva-civil", institution="arva-registry", name="Civil Register", openness="open",
            licence="EUPL-1.2", vendor=VENDOR, annual_cost=COST, currency="EUR", contract_end=CONTRACT_END,
            users=9000, criticality=CRITICALITY,
        ),
        DeclaredSystem(
            key="arva-records", institution="arva-health", name="Health Records", openness="proprietary",
            vendor=VENDOR, annual_cost=COST, currency="EUR", contract_end=CONTRACT_END, criticality=CRITICALITY,
        ),
        DeclaredSystem(key="arva-forms", institution="arva-digital", name="Forms", openness="unknown"),
        DeclaredSystem(key="arva-mixed", institution="arva-digital", name="Mail", openness="mixed"),
    ),
)  # fmt: skip

# A sector office: it covers what shares the sector of its host, health, and nothing else.
BELUN = Inventory(
    institutions=(
        DeclaredInstitution("belun-health", "Belun Health", "ministry", sector="07"),
        DeclaredInstitution("belun-clinic", "Belun Clinic", "agency", parent="belun-health", sector="07"),
        DeclaredInstitution("belun-school", "Belun School", "agency", sector="09"),
    ),
    systems=(
        DeclaredSystem(
            key="belun-lab", institution="belun-clinic", name="Laboratory", openness="open", vendor=VENDOR,
            annual_cost=COST, currency="EUR", contract_end=CONTRACT_END, criticality=CRITICALITY,
        ),
        DeclaredSystem(
            key="belun-marks", institution="belun-school", name="Marks", openness="proprietary", vendor=VENDOR,
            annual_cost=COST, currency="EUR", contract_end=CONTRACT_END, criticality=CRITICALITY,
        ),
    ),
)  # fmt: skip

OFFICES = {
    "arva": DeclaredOffice(
        key="arva", name="Arva Open Source Office", country="XA", country_name="Arva", scope="country",
        host="arva-digital", started=date(2025, 1, 1), currency="EUR", languages=("en",),
    ),
    "belun": DeclaredOffice(
        key="belun", name="Belun Health Source Office", country="XB", country_name="Belun", scope="sector",
        host="belun-health", started=date(2025, 1, 1), currency="EUR", languages=("en",),
    ),
}  # fmt: skip
INVENTORIES = {"arva": ARVA, "belun": BELUN}


HIDDEN = "LicenseRef-Quarry-Terms"


def declare_places() -> None:
    """Write both countries: institutions and systems, then the office of each."""
    for realm, inventory in INVENTORIES.items():
        declare_inventory(realm=realm, inventory=inventory, actor=OPERATOR, at=NOON)
        declare_office(office=OFFICES[realm], actor=OPERATOR, at=NOON)
        facts = [
            NewFact("system", row.key, "system.openness", row.institution, text=row.openness, record="systems.csv")
            for row in inventory.systems
        ]
        origin = Origin(source_key="", provenance="declaration", method="country folder", method_version="1")
        record_facts(realm=realm, origin=origin, facts=facts, actor=OPERATOR, at=NOON)
        key, institution = {"arva": ("arva-civil", "arva-registry"), "belun": ("belun-marks", "belun-school")}[realm]
        secret = NewFact("system", key, "system.licence", institution, text=HIDDEN)
        hidden = replace(origin, visibility="office")
        record_facts(realm=realm, origin=hidden, facts=[secret], actor=OPERATOR, at=NOON)
