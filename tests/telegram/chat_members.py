"""Who is what in which chat, as getChatMember tells it."""

from __future__ import annotations

from typing import Any

from api_errors import bad_request

_RIGHTS = (
    *("can_be_edited", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories", "can_send_welcome_messages"),
)
_RESTRICTIONS = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
    *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
    *("can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages"),
    *("can_manage_topics", "can_edit_tag", "can_react_to_messages"),
)


def chat_member(user: dict[str, Any], status: str, **fields: Any) -> dict[str, Any]:
    """A member with all the fields that Telegram sends for the status."""
    made: dict[str, Any] = {"user": user, "status": status}
    match status:
        case "creator":
            made["is_anonymous"] = False
        case "administrator":
            made |= {"is_anonymous": False} | dict.fromkeys(_RIGHTS, True)
        case "restricted":
            made |= {"is_member": True, "until_date": 0} | dict.fromkeys(_RESTRICTIONS, False)
        case "kicked":
            made["until_date"] = 0
    return made | fields


class Members:
    """The standing of users in chats, told by updates or set by a test."""

    def __init__(self) -> None:
        self._members: dict[tuple[int, int], dict[str, Any]] = {}

    def set(self, chat_id: int, member: dict[str, Any]) -> None:
        """Remember a member of a chat, in place of what was known of the user."""
        self._members[chat_id, member["user"]["id"]] = member

    def see_sender(self, chat_id: int, user: dict[str, Any]) -> None:
        """Somebody wrote in a chat: a member, if nothing else is known."""
        self._members.setdefault((chat_id, user["id"]), chat_member(user, "member"))

    def status(self, chat_id: int, user_id: int) -> str | None:
        """The standing of a user in a chat; None when nothing is known."""
        member = self._members.get((chat_id, user_id))
        return None if member is None else str(member["status"])

    def get(self, chat_id: int, user_id: int) -> dict[str, Any]:
        """The member; raises ApiError for one that the chat never knew."""
        member = self._members.get((chat_id, user_id))
        if member is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        return member

    def administrators(self, chat_id: int) -> list[dict[str, Any]]:
        """Owner and administrators of a chat; other bots than this one are left out by Telegram."""
        standing = {"creator", "administrator"}
        return [
            member
            for (chat, _), member in self._members.items()
            if chat == chat_id and member["status"] in standing
        ]
