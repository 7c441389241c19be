import Agreements
import ArgumentParser
import BusinessTime
import Core
import Kernel
import MainstayServer
import PeopleUseCases
import Tickets
import TicketsUseCases

struct ShiftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shift", abstract: "What a team has on its hands: load, what is late, and what falls due.",
    discussion: """
      The shift ends with --hours, else when the hours close by which an agreement in force counts how long the team \
      holds tickets, else after \(Shift.usualHours) hours. Lists have their first \(ShowShift.listed) tickets, the next \
      deadline first, and the count of all. A record that cannot be read is named, and nothing is shown without it.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(
    name: .long, help: ArgumentHelp("The team's key; the one with the most open tickets otherwise.", valueName: "key"))
  var team: String?
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The length of the shift: \(Shift.lengths.map(String.init).joined(separator: ", ")).", valueName: "hours"))
  var hours: Int?
  @Option(name: .long, help: "The time zone of what is shown.")
  var zone = "UTC"

  func run() async throws {
    let rules = try ZoneOption.rules(zone)
    let overview: ShiftOverview
    do {
      overview = try await database.onProduct { try await $0.app.ask(ShowShift(team: team, hours: hours), as: $1) }
    } catch MainstayError.invalid(let faults) {
      throw MainstayError.invalid(faults.map { FieldFault("--" + $0.path, $0.message) })
    } catch MainstayError.notFound {
      throw MainstayError.field(
        "--team", team.map { "there is no team \($0)" } ?? "there is no team yet: mainstay team add KEY")
    }
    if let first = overview.unreadable.first {
      throw MainstayError.unreadable(record: first, reason: "the answer would lack it")
    }
    Say.result(output.json ? overview.json.canonical : overview.text(in: rules))
  }
}

extension ShiftOverview {
  fileprivate var lists: [(key: String, title: String, list: ShiftList)] {
    [
      ("due", "Due in this shift", due), ("late", "Late already", late), ("unowned", "What nobody has", unowned),
      ("dueNext", "Due in the next shift", dueNext),
    ]
  }

  fileprivate func text(in zone: ZoneRules) -> String {
    func time(_ instant: Instant) -> String { zone.local(instant).minuteText }
    let why = shift.calendar.map { "when its hours close (\($0))" } ?? "a length that was chosen or is usual"
    var load = TextTable([
      ("person", .left), ("open", .right), ("late", .right), ("due in this shift", .right), ("on hold", .right),
    ])
    for one in self.load {
      let name = one.person.map { people[$0] ?? $0 } ?? "nobody"
      load.add([
        name + (one.isMember ? "" : " (not of this team)"), one.counts.open.grouped, one.counts.late.grouped,
        one.counts.due.grouped, one.counts.held.grouped,
      ])
    }
    var parts = [
      "\(team.name) until \(time(shift.end)) \(zone.identifier), \(why); the next shift until \(time(shift.nextEnd)).",
      load.text,
    ]
    for (_, title, list) in lists {
      let count = list.count > CountTickets.bound ? "more than \(CountTickets.bound.grouped)" : list.count.grouped
      guard list.count > 0 else {
        parts.append("\(title): none")
        continue
      }
      var table = TextTable([
        ("deadline", .left), ("ticket", .left), ("priority", .left), ("with", .left), ("subject", .left),
      ])
      for item in list.items {
        table.add([
          item.due.map(time) ?? "-", item.ticket.number, item.ticket.priority ?? "-",
          item.ticket.assignee.map { people[$0] ?? $0 } ?? "nobody", item.ticket.title,
        ])
      }
      parts.append("\(title): \(count)\n\n\(table.text)")
    }
    return parts.joined(separator: "\n\n")
  }

  /// The shape that programs read.
  fileprivate var json: JSON {
    var members: [String: JSON] = [
      "team": .string(team.key), "from": .string(shift.now.rfc3339), "to": .string(shift.end.rfc3339),
      "nextTo": .string(shift.nextEnd.rfc3339), "calendar": .text(shift.calendar) ?? .null,
      "load": .array(
        load.map { one in
          [
            "person": .text(one.person) ?? .null, "member": .bool(one.isMember),
            "open": .integer(Int64(one.counts.open)), "held": .integer(Int64(one.counts.held)),
            "late": .integer(Int64(one.counts.late)), "due": .integer(Int64(one.counts.due)),
          ]
        }),
    ]
    for (key, _, list) in lists {
      members[key] = [
        "count": .integer(Int64(list.count)), "filter": .string(list.filter.text),
        "items": .array(
          list.items.map { item in
            [
              "number": .string(item.ticket.number), "title": .string(item.ticket.title),
              "priority": .text(item.ticket.priority) ?? .null, "assignee": .text(item.ticket.assignee) ?? .null,
              "due": .instant(item.due) ?? .null,
            ]
          }),
      ]
    }
    return .object(members)
  }
}

extension TicketPage.Item {
  /// The next deadline of an open clock.
  fileprivate var due: Instant? { clocks.filter { $0.isOpen && $0.state != .idle }.compactMap(\.due).min() }
}

extension LocalTime {
  /// `2026-11-28 17:00`.
  fileprivate var minuteText: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(date.iso8601) \(two(secondOfDay / 3600)):\(two(secondOfDay / 60 % 60))"
  }
}
