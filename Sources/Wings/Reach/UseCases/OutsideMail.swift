import Core
import Kernel
import MessagesUseCases
import Reach
import Storage

/// What a wing mails to somebody who is nobody here: found as it is sent, so that what is needed no more is not. A wing
/// that has such puts itself into this list.
public struct OutsideMail: Sendable, AppPart {
  public static let absent: [OutsideMail] = []

  /// What is sent for a delivery; nil of one that is none of the wing's.
  var find: @Sendable (Delivery, Look) throws -> OutgoingAnswer?

  public init(find: @escaping @Sendable (Delivery, Look) throws -> OutgoingAnswer?) { self.find = find }
}

extension Work {
  /// Queues a mail that one of `OutsideMail` knows. Neither the address nor what it says stands in the message.
  ///
  /// - Returns: What carries it.
  package func mailOutside(
    _ kind: NoticeKind, about subject: String, data: [String: JSON]
  ) throws -> RecordID {
    let notice = Notice(kind, id: newID(), about: subject, at: now, NoticeFacts(data: data), now: now)
    let key = Channel.mailKey
    let delivery = delivery(
      of: notice, by: WayKind.mail.channel, to: Listener(key: key, name: "somebody outside, by mail"))
    try DestinationStore.add([Destination(channel: WayKind.mail.channel, key: key)], in: transaction)
    try queue(notice, [delivery])
    return delivery.id
  }
}
