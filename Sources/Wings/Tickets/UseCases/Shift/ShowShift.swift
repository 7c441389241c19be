import Agreements
import AgreementsUseCases
import Core
import Journal
import Kernel
import PeopleUseCases
import Tickets

/// What a team has on its hands: who has how much, what is late, what will be in this shift and in the next, what nobody
/// has, and what changed hands.
public struct ShowShift: Query {
  /// Tickets that a list shows; its number leads to all of them.
  public static let listed = 10
  /// Lines about what changed hands.
  public static let hands = 20
  /// Entries that are looked through for those.
  static let readHands = 500

  /// A team by its key; nil: of one's own the one with the most open tickets.
  public var team: String?
  /// One of `Shift.lengths`; nil: to the end of the team's hours where they are known.
  public var hours: Int?

  public init(team: String? = nil, hours: Int? = nil) { (self.team, self.hours) = (team, hours) }

  /// - Throws: `notFound` where there is no such team, or no team at all.
  public func answer(from look: Look) throws -> ShiftOverview {
    try look.principal.require(.seeShift)
    if let hours, !Shift.lengths.contains(hours) {
      throw MainstayError.field("hours", "is one of \(Shift.lengths.map(String.init).joined(separator: ", "))")
    }
    let all = try ListTeams().answer(from: look)
    let own = all.filter { look.principal.teams.contains($0.key) }
    var offered = own.isEmpty ? all : own
    let sight = look.shiftSight
    let open = try ShiftStore.open(seen: sight, in: look.transaction)
    let busiest = offered.map { open[$0.key] ?? 0 }.max()
    let usual = offered.first { open[$0.key] ?? 0 == busiest }
    guard let chosen = team == nil ? usual : all.first(where: { $0.key == team }) else {
      throw MainstayError.notFound(kind: "team", id: team ?? "any")
    }
    if !offered.contains(chosen) { offered.append(chosen) }
    let shift = try look.shift(of: chosen.key, hours: hours)
    var overview = ShiftOverview(
      teams: offered.map { TeamLoad(team: $0, open: open[$0.key] ?? 0) }, team: chosen, shift: shift,
      load: try look.load(of: chosen.key, in: shift),
      late: ShiftList(filter: chosen.filter(sight) { $0.isBreached = true }),
      due: ShiftList(filter: chosen.filter(sight) { ($0.dueFrom, $0.dueBefore) = (shift.now, shift.end) }),
      dueNext: ShiftList(filter: chosen.filter(sight) { ($0.dueFrom, $0.dueBefore) = (shift.end, shift.nextEnd) }),
      unowned: ShiftList(filter: chosen.filter(sight) { $0.isUnassigned = true }),
      hands: HandsOver(since: look.now - .hours(Int64(hours ?? Shift.usualHours))), people: [:],
      labels: WordLabels(try WordStore.readable([.priority, .holdReason, .vendor], in: look.transaction).rows),
      unreadable: [])
    try fill(&overview, from: look)
    return overview
  }

  private func fill(_ overview: inout ShiftOverview, from look: Look) throws {
    let lists: [WritableKeyPath<ShiftOverview, ShiftList>] = [\.late, \.due, \.dueNext, \.unowned]
    let counts = try TicketListStore.counts(
      lists.map { overview[keyPath: $0].filter }, bound: CountTickets.bound + 1, in: look.transaction)
    for (list, count) in zip(lists, counts) {
      overview[keyPath: list].count = count
      guard count > 0 else { continue }
      let found = try TicketListStore.page(
        overview[keyPath: list].filter, order: .due, after: nil, limit: ShowShift.listed, now: look.now,
        in: look.transaction)
      let (clocks, unreadable) = try TicketListStore.clocks(of: found.rows.map(\.row.id), in: look.transaction)
      overview[keyPath: list].items = found.rows.map { listed in
        TicketPage.Item(
          ticket: listed.row, clocks: clocks[listed.row.id] ?? [], position: listed.position(in: .due, asked: .due))
      }
      for line in found.unreadable + unreadable where !overview.unreadable.contains(line) {
        overview.unreadable.append(line)
      }
    }
    overview.hands = try look.hands(of: overview.team.key, since: overview.hands.since, &overview.unreadable)
    let named =
      lists.flatMap { overview[keyPath: $0].items.flatMap(\.ticket.people) }
      + overview.load.compactMap(\.person) + overview.hands.items.flatMap { [$0.actor] + $0.event.people }
    overview.people = try NameStore.people(named: Set(named), in: look.transaction)
  }
}

extension Team {
  /// Its open tickets, narrowed.
  fileprivate func filter(_ sight: TicketSight, _ narrow: (inout TicketFilter) -> Void) -> TicketFilter {
    var filter = TicketFilter()
    filter.sight = sight
    filter.team = key
    narrow(&filter)
    return filter
  }
}

extension Look {
  /// The tickets that a shift tells of: it shows more than sums, so that seeing them counts too.
  fileprivate var shiftSight: TicketSight {
    principal.sight(of: .seeShift).within(principal.sight(of: .seeAllTickets))
  }

  /// The hours of a team are those of the calendar by which an agreement in force counts how long it holds tickets.
  fileprivate func shift(of team: String, hours: Int?) throws -> Shift {
    if let hours { return Shift(now: now, hours: hours) }
    for version in try AgreementsInForce(in: self).versions(at: now).versions {
      for objective in version.terms.agreement.objectives where objective.team == team {
        guard let calendar = version.calendars[objective.calendar] else { continue }
        if let shift = Shift(now: now, calendar: calendar, named: objective.calendar) { return shift }
      }
    }
    return Shift(now: now, hours: Shift.usualHours)
  }

  fileprivate func load(of team: String, in shift: Shift) throws -> [ShiftLoad] {
    var counts: [String?: ShiftLoad.Counts] = [nil: ShiftLoad.Counts()]
    try ShiftStore.load(of: team, in: shift, seen: shiftSight, in: transaction) { counts[$0] = $1 }
    let members = Set(try staff(of: team, limit: PeopleLimits.listed).map(\.name))
    for member in members where counts[member] == nil { counts[member] = ShiftLoad.Counts() }
    return counts.map { person, counts in
      ShiftLoad(person: person, isMember: person.map(members.contains) ?? true, counts: counts)
    }.sorted { ($0.person ?? "") < ($1.person ?? "") }
  }

  /// What was given to the team, or to somebody while the team has it.
  fileprivate func hands(of team: String, since: Instant, _ unreadable: inout [String]) throws -> HandsOver {
    let found = try ShiftStore.hands(
      since: since, limit: ShowShift.readHands, seen: shiftSight, in: transaction)
    unreadable += found.unreadable
    var read: [(id: RecordID, event: TicketEvent, entry: JournalEntry)] = []
    for stored in found.rows {
      let entry = stored.entry
      do {
        let id = RecordID(String(entry.stream.dropFirst("ticket/".count)))
        read.append((id, try TicketEvent(kind: entry.kind, payload: JSON(parsing: entry.payload)), entry))
      } catch {
        unreadable.append("\(entry.stream), entry \(entry.sequence): it is no assignment that this version knows")
      }
    }
    let rows = try TicketListStore.rows(Set(read.map(\.id)), in: transaction)
    unreadable += rows.unreadable
    let tickets = Dictionary(rows.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let names = try SubjectNames(read.flatMap { [$0.entry.actor] + $0.event.people }, in: transaction)
    var hands = HandsOver(since: since, hasMore: found.rows.count == ShowShift.readHands)
    for (id, event, entry) in read {
      guard let ticket = tickets[id], ticket.team == team || event.givesTo(team: team) else { continue }
      guard hands.items.count < ShowShift.hands else {
        hands.hasMore = true
        break
      }
      hands.items.append(
        HandsOver.Item(
          ticket: ticket, event: event.calling { names($0) }, actor: names(entry.actor), at: entry.at,
          sequence: entry.sequence))
    }
    return hands
  }
}

extension TicketEvent {
  fileprivate func givesTo(team: String) -> Bool {
    if case .assigned(team, _) = self { true } else { false }
  }
}
