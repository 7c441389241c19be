import Core
import Duty
import Kernel
import PeopleUseCases

extension DutyChange {
  /// What is told of it, to the one whom it concerns and to who listens for such.
  public var notice: NoticeKind {
    NoticeKind(
      kind, title, occasion, template: template,
      fields: [
        NoticeField("person", "Sign-in name of whom it concerns."),
        NoticeField("actor", "Sign-in name of who did it."),
        NoticeField("roster", .id, "The roster; missing where it is about an absence.", optional: true),
        NoticeField("team", "The key of the roster's team; missing likewise.", optional: true),
        NoticeField("zone", "The roster's time zone; missing likewise.", optional: true),
        NoticeField("from", .instant, "When the duty begins."), NoticeField("to", .instant, "When it ends."),
        NoticeField("backFrom", .instant, "When begins what the asker of a swap takes in return.", optional: true),
        NoticeField("backTo", .instant, "When that ends.", optional: true),
        NoticeField("text", "The same in words."),
      ])
  }

  private var title: String {
    switch self {
    case .swapAsked: "Swap asked for"
    case .swapAccepted: "Swap accepted"
    case .swapDeclined: "Swap declined"
    case .swapWithdrawn: "Swap withdrawn"
    case .given: "Duty given"
    case .taken: "Duty taken"
    case .deputyNamed: "Deputy named"
    case .deputyReleased: "Deputy released"
    }
  }

  private var occasion: String {
    switch self {
    case .swapAsked: "Somebody is asked to take duty of another."
    case .swapAccepted: "A swap is accepted; whoever asked for it is told."
    case .swapDeclined: "A swap is declined; whoever asked for it is told."
    case .swapWithdrawn: "A swap is withdrawn before it was answered; whoever was asked is told."
    case .given: "An override, or the end of one, gives duty to somebody."
    case .taken: "An override, or the end of one, takes duty from somebody."
    case .deputyNamed: "Somebody is named who stands in for who is away."
    case .deputyReleased: "An absence with a deputy is ended before its time."
    }
  }

  private var template: String {
    let place = "[ of the team {team}] from {from} to {to}"
    return switch self {
    case .swapAsked: "{actor} asks {person} to take duty\(place)"
    case .swapAccepted: "{actor} takes the duty of {person}\(place)"
    case .swapDeclined: "{actor} does not take the duty of {person}\(place)"
    case .swapWithdrawn: "{actor} asks {person} no more to take duty\(place)"
    case .given: "{actor} gave {person} duty\(place)"
    case .taken: "{actor} took duty\(place) from {person}"
    case .deputyNamed: "{actor} named {person} as deputy from {from} to {to}"
    case .deputyReleased: "{actor} ended that {person} is deputy from {from} to {to}"
    }
  }
}

extension Work {
  /// Tells somebody of what becomes of their duty. Nobody is told of what they did themselves.
  func tell(
    _ change: DutyChange, to person: RecordID, on roster: RosterRow?, _ span: DutySpan, back: DutySpan? = nil
  ) throws {
    guard person != principal.id, let name = try PeopleStore.people(ids: [person], in: transaction)[person]?.name
    else { return }
    let plan = try roster.flatMap { try RosterStore.latestPlan(of: $0.id, in: transaction)?.plan }
    let subject = roster.map { RosterProjection.prefix + $0.id.text } ?? DutyProjection.prefix + person.text
    try tell(change.notice, about: subject, at: now) {
      var data: [String: JSON] = [
        "person": .string(name), "actor": .string(principal.name), "from": .string(span.from.rfc3339),
        "to": .string(span.to.rfc3339),
      ]
      data["roster"] = .text(roster?.id.text)
      data["team"] = .text(roster?.team)
      data["zone"] = .text(plan?.timeZone)
      data["backFrom"] = .instant(back?.from)
      data["backTo"] = .instant(back?.to)
      return NoticeFacts(data: data)
    }
  }

  /// Who has what of a roster within a stretch, as it stands now.
  func shifts(of roster: RosterRow, in span: DutySpan) throws -> [DutyShift] {
    try look.load([roster], in: span).histories[roster.id]?.shifts(from: span.from, to: span.to) ?? []
  }
}
