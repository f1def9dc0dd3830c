"""The scales that a job title is read on: seniority, job function, buying role."""

from enum import StrEnum


class Seniority(StrEnum):
    """The seniority of a person, the highest first; UNKNOWN where the title does not show it."""

    C_LEVEL = "C_LEVEL"
    OWNER = "OWNER"
    PARTNER = "PARTNER"
    VP = "VP"
    DIRECTOR = "DIRECTOR"
    MANAGER = "MANAGER"
    SENIOR = "SENIOR"
    INDIVIDUAL = "INDIVIDUAL"
    ENTRY = "ENTRY"
    STUDENT = "STUDENT"
    UNKNOWN = "UNKNOWN"


HIGHEST_FIRST = {seniority: place for place, seniority in enumerate(Seniority)}
"""The place of each seniority from the top: the smaller, the higher."""


class JobFunction(StrEnum):
    """The field of work; OTHER is named but none of these, UNKNOWN is not named."""

    SALES = "SALES"
    MARKETING = "MARKETING"
    CUSTOMER_SUCCESS = "CUSTOMER_SUCCESS"
    PRODUCT = "PRODUCT"
    ENGINEERING = "ENGINEERING"
    IT = "IT"
    DATA = "DATA"
    DESIGN = "DESIGN"
    FINANCE = "FINANCE"
    HR = "HR"
    LEGAL = "LEGAL"
    PURCHASING = "PURCHASING"
    OPERATIONS = "OPERATIONS"
    GENERAL_MANAGEMENT = "GENERAL_MANAGEMENT"
    ADMINISTRATION = "ADMINISTRATION"
    CONSULTING = "CONSULTING"
    EDUCATION = "EDUCATION"
    HEALTHCARE = "HEALTHCARE"
    RESEARCH = "RESEARCH"
    MEDIA = "MEDIA"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"


class BuyingRole(StrEnum):
    """The part that a person of this title usually has in a purchase."""

    ECONOMIC_BUYER = "ECONOMIC_BUYER"
    DECISION_MAKER = "DECISION_MAKER"
    TECHNICAL_BUYER = "TECHNICAL_BUYER"
    INFLUENCER = "INFLUENCER"
    USER = "USER"
    GATEKEEPER = "GATEKEEPER"
    NO_ROLE = "NO_ROLE"
    UNKNOWN = "UNKNOWN"
