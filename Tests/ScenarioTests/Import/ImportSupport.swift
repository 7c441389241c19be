import Agreements
import AgreementsUseCases
import BusinessTime
import ImportUseCases
import Kernel
import TestApp
import Tickets

/// Histories at hand; where wanted, the source breaks off.
struct GivenHistories: HistorySource {
  struct BrokenOff: Error {}

  var items: [ImportItem]
  /// Throws instead of giving the item of this index.
  var breaksAt: Int?
  private var place = 0

  init(_ items: [ImportItem], breaksAt: Int? = nil) { (self.items, self.breaksAt) = (items, breaksAt) }

  /// One item a history, of three rows each.
  init(_ histories: [ImportedHistory], breaksAt: Int? = nil) {
    self.init(
      histories.enumerated().map { ImportItem(history: $1, line: $0 * 3 + 2, position: ($0 + 1) * 3) },
      breaksAt: breaksAt)
  }

  var share: Double { items.isEmpty ? 1 : Double(place) / Double(items.count) }

  mutating func next() throws -> ImportItem? {
    if place == breaksAt { throw BrokenOff() }
    guard place < items.count else { return nil }
    defer { place += 1 }
    return items[place]
  }
}

/// A life in hours after Monday 2016-03-07, 09:00 UTC.
struct Life {
  static let monday = Instant(milliseconds: 1_457_341_200_000)

  var number: String
  var priority = "P3"
  var team: String? = "Group 1"
  var category: String?
  var opened: Int64 = 0
  var resolved: Int64?
  /// Opened again after the resolution, and resolved once more.
  var again: (reopened: Int64, resolved: Int64)?
  var closed: Int64?
  var byTimer = false
  /// A new priority, and when.
  var lowered: (to: String, at: Int64)?
  var recordedMet: Bool?

  static func at(_ hours: Int64) -> Instant { monday + .hours(hours) }

  var history: ImportedHistory {
    var steps: [ImportedHistory.Step] = []
    if let lowered {
      steps.append(.init(Life.at(lowered.at), by: "kim", .changed(["priority": lowered.to], reason: nil)))
    }
    if let resolved { steps.append(.init(Life.at(resolved), by: "kim", .resolved(code: "code 1", text: nil))) }
    if let again {
      steps.append(.init(Life.at(again.reopened), by: "kim", .reopened(reason: nil)))
      steps.append(.init(Life.at(again.resolved), by: "kim", .resolved(code: "code 2", text: nil)))
    }
    if let closed {
      steps.append(.init(Life.at(closed), by: byTimer ? "timer" : "kim", .closed(byTimer: byTimer)))
      if let recordedMet {
        steps.append(.init(Life.at(closed), by: "timer", .verdictRecorded(source: "servicenow", met: recordedMet)))
      }
    }
    var attributes = ["priority": priority]
    attributes["category"] = category
    return ImportedHistory(
      number: number, title: "About \(number)",
      opening: .init(
        number: number, kind: .incident, requester: "Caller 1", attributes: attributes, team: team,
        text: .init(digest: "")),
      openedAt: Life.at(opened), openedBy: "lee", steps: steps)
  }
}

extension ImportIdentity {
  /// A source by one letter.
  static func source(_ name: String) -> ImportIdentity {
    ImportIdentity(source: "servicenow", name: name + ".csv", digest: name, zone: "UTC")
  }
}

/// P1 8 h and P2 24 h around the clock, P3 62 h and P4 134 h in the hours of the desk, without pauses.
enum LogAgreement {
  static func drafts(stopAt: StopPoint = .closed, zone: String = "America/Sao_Paulo") -> AgreementDrafts {
    func target(_ priority: String, _ hours: Int64) -> Target {
      Target(
        when: [Condition("priority", anyOf: [priority])], length: .open(ISO8601Duration(time: .hours(hours))))
    }
    let hours = Window(start: 14 * 60, end: 23 * 60).map { [$0] } ?? []
    let desk = CalendarDefinition(
      timeZone: zone, weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, hours) }))
    let always = CalendarDefinition(
      timeZone: "UTC", weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [Window.wholeDay]) }))
    let agreement = Agreement(
      name: "Service desk",
      objectives: [
        Objective(
          name: "resolution", metric: .resolution, calendar: "desk", targets: [target("P3", 62), target("P4", 134)],
          stopAt: stopAt),
        Objective(
          name: "urgent", metric: .resolution, calendar: "always", targets: [target("P1", 8), target("P2", 24)],
          stopAt: stopAt),
      ])
    return AgreementDrafts(
      calendars: ["desk": desk, "always": always], agreements: [AgreementTerms(key: "desk", agreement: agreement)])
  }
}
