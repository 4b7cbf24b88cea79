from district.codesign.models.need_answer import NeedAnswer, NeedArea, NeedReply

__all__ = ["NeedAnswer", "NeedArea", "NeedReply"]
