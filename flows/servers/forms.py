"""Forms of deployments that take no other parameters than they show.

`python -m flows.servers.forms` closes those that `prefect deploy` has registered: from then on the
server refuses a run with a parameter that its flow does not have.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.utilities.callables import ParameterSchema

from flows.servers.reach import reach_server
from tearsheet.errors import TearsheetError

#: The tag of every deployment that is declared.
TAG = "tearsheet"


class ClosedSchema(ParameterSchema):
    """The parameters of a deployment, which takes no others."""

    additionalProperties: bool = False  # noqa: N815 (JSON schema's name)


def close_schema(schema: ParameterSchema) -> ClosedSchema:
    """The same parameters, and no others: Prefect's own schema lets any name through."""
    return ClosedSchema(**schema.model_dump(exclude_unset=True), additionalProperties=False)


def close_forms() -> Iterator[str]:
    """Have the server refuse parameters of other names for each deployment that is tagged as ours;
    the names of those deployments.
    """
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
    with get_client(sync_client=True) as client:
        for found in client.read_deployments(deployment_filter=ours):
            open_schema: dict[str, Any] = found.parameter_openapi_schema or {}
            closed = {**open_schema, "additionalProperties": False}
            client.update_deployment(
                found.id,
                DeploymentUpdate(tags=found.tags, parameter_openapi_schema=closed),
            )
            yield found.name


def main() -> None:
    """Close the forms on the server at PREFECT_API_URL, or on that of `tearsheet serve`."""
    try:
        reach_server()
        for name in close_forms():
            sys.stdout.write(f"takes no unknown parameters: {name}\n")
    except TearsheetError as error:
        sys.exit(f"flows.servers.forms: {error}")


if __name__ == "__main__":
    main()
