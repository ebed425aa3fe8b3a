"""One user of a Streamlit page, over the web socket its own browser code uses."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect


async def open_session(address: str, user: int) -> Callable[[], Awaitable[None]]:
    """Open the page at `address` ("127.0.0.1:8501"); what is returned picks another option of its first select box."""
    socket = await connect(
        f"ws://{address}/_stcore/stream", subprotocols=["streamlit"], max_size=None, ping_interval=None
    )
    box = await _run(socket, BackMsg(rerun_script={"query_string": ""}))
    if box is None:
        raise RuntimeError("The Streamlit page shows no select box.")
    identifier, options = box
    choose = random.Random(user)

    async def change() -> None:
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id = identifier
        state.string_value = choose.choice(options)
        await asyncio.wait_for(_run(socket, message), timeout=60)

    return change


async def _run(socket: ClientConnection, message: BackMsg) -> tuple[str, list[str]] | None:
    """Send one message and read until its script has finished; returns the first select box seen."""
    await socket.send(message.SerializeToString())
    box = None
    async for data in socket:
        answer = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
        kind = answer.WhichOneof("type")
        if kind == "delta" and answer.delta.new_element.HasField("selectbox"):
            found = answer.delta.new_element.selectbox
            box = box or (found.id, list(found.options))
        if kind == "script_finished":
            if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise RuntimeError("The Streamlit page failed.")
            return box
    raise RuntimeError("The Streamlit server closed the connection.")
