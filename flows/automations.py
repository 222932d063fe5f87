"""The automations that are declared beside the deployments, and whom they tell.

`python -m flows.automations BLOCK` registers them on the server at PREFECT_API_URL, or on that of
`tearsheet serve`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import yaml
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events.schemas.automations import AutomationCore
from prefect.exceptions import ObjectNotFound

from tearsheet.errors import TearsheetError, Usage

DECLARED = Path(__file__).with_name("automations.yaml")
#: The declared automation whose `within` a user chooses.
SILENCE = "tearsheet archives nothing"


def register_automations(block: str, *, seconds: Mapping[str, float] | None = None) -> list[str]:
    """Have every automation that is declared tell this block (`TYPE/NAME`); their names. Those of
    the same name are replaced.

    `seconds` are values of `within` other than those declared, by name. Raises Usage where the
    block is named otherwise, TearsheetError where there is none.
    """
    declared = yaml.safe_load(DECLARED.read_text(encoding="utf-8"))["automations"]
    with get_client(sync_client=True) as client:
        block_id, kind = _find_block(client, block)
        for each in declared:
            made = build_automation(each, block_id, kind, (seconds or {}).get(each["name"]))
            held = client.read_automations_by_name(each["name"])
            if held:
                client.update_automation(held[0].id, made)
            else:
                client.create_automation(made)
            for more in held[1:]:
                client.delete_automation(more.id)
    return [each["name"] for each in declared]


def _find_block(client: SyncPrefectClient, block: str) -> tuple[str, str]:
    kind, _, name = block.partition("/")
    if not (kind and name):
        raise Usage(f"a block is named TYPE/NAME, such as slack-webhook/ops, not {block!r}")
    try:
        return str(client.read_block_document_by_name(name, kind).id), kind
    except ObjectNotFound:
        raise TearsheetError(
            f"the server has no block {block}: make it on its page Blocks, or by `prefect block`"
        ) from None


def build_automation(
    declared: Mapping[str, Any], block_id: str, kind: str, within: float | None = None
) -> AutomationCore:
    """A declared automation that tells the block of this id and type."""
    trigger = {"type": "event", **declared["trigger"]}
    if within is not None:
        trigger["within"] = within
    subject, body = declared["subject"], declared["body"]
    tell = {"type": "send-notification", "subject": subject, "body": body}
    if kind == "webhook":
        tell = {"type": "call-webhook", "payload": f"{subject}\n{body}"}
    actions = [*declared.get("actions", ()), {**tell, "block_document_id": block_id}]
    about = {"name": declared["name"], "description": "declared in flows/automations.yaml"}
    return AutomationCore.model_validate({**about, "trigger": trigger, "actions": actions})


@click.command()
@click.argument("block", metavar="TYPE/NAME")
@click.option(
    "--silent-hours",
    type=click.FloatRange(min=0.01),
    default=6.0,
    show_default=True,
    help="Tell where no scheduled archive run has completed for so long",
)
def main(block: str, silent_hours: float) -> None:
    """Have the server tell a block (such as slack-webhook/ops) of failed runs, of none for hours,
    of runs that died and of alarms.
    """
    from flows.servers.reach import reach_server

    try:
        reach_server()
        for name in register_automations(block, seconds={SILENCE: silent_hours * 3600}):
            click.echo(name)
    except TearsheetError as error:
        sys.exit(f"flows.automations: {error}")


if __name__ == "__main__":
    main()
