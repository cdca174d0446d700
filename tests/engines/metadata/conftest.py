"""Files invented for the tests of metadata."""

from __future__ import annotations

import pytest

MINIMAL = """\
publiccodeYmlVersion: "0"
name: Medusa
url: https://example.org/city/medusa.git
platforms:
  - web
developmentStatus: stable
softwareType: standalone/web
description:
  en:
    shortDescription: Books appointments.
    longDescription: {long}
    features:
      - Calendar
legal:
  license: EUPL-1.2
maintenance:
  type: community
  contacts:
    - name: Ada Example
localisation:
  localisationReady: false
  availableLanguages:
    - en
"""

FULL = """\
publiccodeYmlVersion: "0"
name: Medusa
applicationSuite: City Suite
url: https://example.org/city/medusa.git
landingURL: https://example.org/medusa
isBasedOn:
  - https://example.org/other/otello.git
softwareVersion: "1.0"
releaseDate: 2026-04-15
logo: img/logo.svg
platforms:
  - android
  - web
categories:
  - appointment-scheduling
organisation:
  uri: https://city.example.org/
  name: City of Example
usedBy:
  - City of Example
  - Village of Sample
fundedBy:
  - uri: urn:x-foobar:fund
    name: The Fund
supports:
  - id: alias:gdpr
roadmap: https://example.org/medusa/roadmap
developmentStatus: stable
softwareType: standalone/web
intendedAudience:
  scope:
    - government
  countries:
    - DE
    - IT
  unsupportedCountries:
    - US
description:
  en:
    localisedName: Medusa
    shortDescription: Books appointments.
    longDescription: "{long}"
    documentation: https://example.org/medusa/docs
    apiDocumentation: https://example.org/medusa/api
    features:
      - Calendar
      - "Reminders: by post, or not"
    screenshots:
      - img/screen.png
    videos:
      - https://www.youtube.com/watch?v=abc
    awards:
      - "2026: best of the village"
  it:
    shortDescription: Prenota appuntamenti.
    longDescription: "{long}"
    features:
      - Calendario
legal:
  license: EUPL-1.2 OR MIT
  mainCopyrightOwner: City of Example
maintenance:
  type: contract
  contractors:
    - name: Example SRL
      until: 2027-01-01
      email: office@contractor.example
      website: https://contractor.example/
  contacts:
    - name: Ada Example
      email: ada@example.org
      phone: "+00 000"
      affiliation: City of Example
localisation:
  localisationReady: true
  availableLanguages:
    - en
    - it
dependsOn:
  open:
    - name: PostgreSQL
      versionMin: "12"
      versionMax: "18"
      optional: false
  proprietary:
    - name: Some database
      version: "9"
  hardware:
    - name: Card reader
      optional: true
"""

LONG = "It books appointments for citizens, and shows the office who comes when. " * 3


@pytest.fixture(scope="session")
def minimal() -> str:
    """The smallest valid publiccode.yml."""
    return MINIMAL.replace("{long}", LONG.strip())


@pytest.fixture(scope="session")
def full() -> str:
    """A publiccode.yml with every key that is not deprecated."""
    return FULL.replace("{long}", LONG.strip())
