"""The rows of the collection: sources and runs, work items, forges, repositories and their components, caches."""

from ospolis.mapping.models.caches import BlobReading
from ospolis.mapping.models.changes import Change, KnownPackage
from ospolis.mapping.models.deep import SecondReading, UnreadWindow
from ospolis.mapping.models.forges import ForgeHost, ForgeListing, ForgePage, ForgeRepository
from ospolis.mapping.models.repositories import Component, ComponentUse, MetadataRecord, Repository, RepositoryAlias
from ospolis.mapping.models.sources import Run, Source
from ospolis.mapping.models.work import Hand, WorkItem

__all__ = [
    "BlobReading",
    "Change",
    "Component",
    "ComponentUse",
    "ForgeHost",
    "ForgeListing",
    "ForgePage",
    "ForgeRepository",
    "Hand",
    "KnownPackage",
    "MetadataRecord",
    "Repository",
    "RepositoryAlias",
    "Run",
    "SecondReading",
    "Source",
    "UnreadWindow",
    "WorkItem",
]
