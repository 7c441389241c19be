import Core
import Foundation
import Kernel
import MessagesUseCases
import Reach
import Storage

/// A way as its owner sees it.
public struct OwnWay: Hashable, Sendable {
  public var way: Way
  /// The address in full; nil where this node cannot open it.
  public var address: String?
  /// Until when the code that was sent can be typed; nil where there is none.
  public var codeUntil: Instant?
  /// What messages are signed with, as the receiver needs it; only in the answer to adding it.
  public var secret: String?
  /// What the last message failed with, while the address fails; nil while it does not.
  public var fault: String?
}

/// Adds a way to reach oneself and sends a code there. Until the code is typed nothing else is sent to it.
public struct AddWay: Command {
  public var kind: WayKind
  public var label: String
  public var address: String

  public init(kind: WayKind, label: String, address: String) {
    (self.kind, self.label, self.address) = (kind, label, address)
  }

  /// - Returns: The way, with the secret of a webhook.
  /// - Throws: `invalid` with all faults, `limit` where there are as many as there may be, or codes of a day.
  public func perform(in work: Work) throws -> OwnWay {
    try work.principal.require(.ownReach)
    var faults = Way.labelBounds.faults(in: label, at: "label")
    if !work.app.offers(kind) {
      faults.append(FieldFault("kind", "\(kind.words) is not set up here; ask whoever runs the desk"))
    } else if kind != .mail, !work.principal.may(.postReach) {
      faults.append(FieldFault("kind", "\(kind.words) is for people who work here; use mail"))
    }
    if let fault = addressFault(on: work.app) { faults.append(FieldFault("address", fault)) }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    try WayStore.lock(in: work.transaction)
    let own = try WayStore.ways(of: work.principal.id, in: work.transaction).rows
    guard own.count < Way.most else { throw MainstayError.limit(name: "ways to reach you", limit: Way.most) }
    let opened = try PersonalTexts(own.map(\.address), from: work.look)
    for other in own where other.way.kind == kind && opened.opened(other.address) == address {
      faults.append(FieldFault("address", "is the one of \(other.way.label) already"))
    }
    if own.contains(where: { $0.way.label == label }) {
      faults.append(FieldFault("label", "is what another way of yours is called"))
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let secret = kind == .webhook ? "whsec_" + Data(work.app.ids.secret(bytes: 24)).base64EncodedString() : nil
    var row = WayRow(
      way: Way(id: work.newID(), kind: kind, label: label, createdAt: work.now), person: work.principal.id,
      address: try work.sealed(address, of: work.principal.id),
      secret: try secret.map { try work.sealed($0, of: work.principal.id) },
      place: (own.map(\.place).max() ?? -1) + 1, salt: work.app.ids.secret(bytes: 16))
    try WayStore.insert(row, in: work.transaction)
    try work.note(row, "way.added")
    try work.sendCode(to: &row)
    return OwnWay(way: row.way, address: address, codeUntil: work.now + WayCode.life, secret: secret)
  }

  private func addressFault(on app: App) -> String? {
    switch kind {
    case .mail: WayAddress.mailFault(in: address)
    case .webhook, .push: HookAddress.fault(in: address) ?? app.channel(kind.channel)?.addressFault(address)
    }
  }
}

extension Permission {
  /// Have messages posted to addresses of one's own choice.
  public static let postReach = Permission("reach.post", from: .agent, "have messages posted to an address of theirs")
}
