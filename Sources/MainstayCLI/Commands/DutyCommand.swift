import ArgumentParser
import BusinessTime
import Core
import Duty
import DutyUseCases
import Kernel
import MainstayServer
import SystemZones

struct DutyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duty", abstract: "Who is on duty: now, at another instant, and where nobody will be.",
    subcommands: [DutyNow.self, DutyAt.self, DutyGapsAhead.self], defaultSubcommand: DutyNow.self)
}

/// Which rosters, and by whose clock.
struct DutyOptions: ParsableArguments {
  @Option(name: .long, help: "The key of a team; all teams otherwise.")
  var team: String?
  @Option(name: .long, help: "The time zone that times are shown in.")
  var zone = "UTC"
}

struct DutyNow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "now", abstract: "Who is on duty now.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var rosters: DutyOptions

  func run() async throws { try await OnDutyText.say(at: nil, rosters, database, output, why: false) }
}

struct DutyAt: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "at", abstract: "Who was or will be on duty at an instant, by what was in force then, and why.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var rosters: DutyOptions
  @Argument(help: "The instant, like 2026-03-03T02:30:00+01:00.")
  var instant: String

  func run() async throws {
    let at: Instant
    do {
      at = try Instant(parsing: instant)
    } catch {
      throw MainstayError.field("instant", "is none like 2026-03-03T02:30:00+01:00")
    }
    try await OnDutyText.say(at: at, rosters, database, output, why: true)
  }
}

struct DutyGapsAhead: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaps", abstract: "Where nobody will be on duty who should. Ends with 1 where there are any.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var rosters: DutyOptions
  @Option(name: .long, help: "How many days ahead, 1 to 400.")
  var days = DutyLimits.gapDays

  func run() async throws {
    guard DutyLimits.gapDaysAsked.contains(days) else {
      throw MainstayError.field(
        "--days", "is a number from \(DutyLimits.gapDaysAsked.lowerBound) to \(DutyLimits.gapDaysAsked.upperBound)")
    }
    let zone = try ZoneOption.rules(rosters.zone)
    let items = try await database.onProduct { product, principal in
      var items: [DutyGaps.Item] = []
      var names: DutyPeople = [:]
      var after: ListRosters.Position?
      repeat {
        let page = try await product.app.ask(
          ListDutyGaps(days: days, team: rosters.team, after: after), as: principal)
        for line in page.unreadable { Say.aside("Not read: " + line) }
        items += page.items
        names.merge(page.people) { first, _ in first }
        after = page.next
      } while after != nil
      return items.map { item in
        OnDutyText.Gap(
          roster: item.roster, span: item.gap.span,
          why: (item.gap.place.gap ?? .unassigned).words(name: names.name))
      }
    }
    if output.json {
      Say.result(
        .array(
          items.map {
            [
              "team": .string($0.roster.team), "roster": .string($0.roster.name),
              "from": .string($0.span.from.rfc3339), "to": .string($0.span.to.rfc3339), "why": .string($0.why),
            ]
          }))
    } else {
      var table = TextTable([("team", .left), ("roster", .left), ("from", .left), ("to", .left), ("why", .left)])
      for item in items {
        table.add([
          item.roster.team, item.roster.name, zone.local(item.span.from).text, zone.local(item.span.to).text, item.why,
        ])
      }
      Say.result(items.isEmpty ? "There are no gaps in the next \(days) days." : table.text)
    }
    if !items.isEmpty { throw CheckDidNotHold() }
  }
}

/// Who is on duty, as a table.
enum OnDutyText {
  struct Gap: Sendable {
    var roster: DutyRoster
    var span: DutySpan
    var why: String
  }

  /// A roster's answer.
  private struct Line: Sendable {
    var roster: DutyRoster
    var person: String?
    var displayName: String
    var until: Instant
    var why: [DutyReason]
    var people: DutyPeople
  }

  static func say(
    at instant: Instant?, _ options: DutyOptions, _ database: DatabaseOptions, _ output: OutputOptions, why: Bool
  ) async throws {
    let zone = try ZoneOption.rules(options.zone)
    let lines = try await database.onProduct { product, principal in
      var lines: [Line] = []
      var after: ListRosters.Position?
      repeat {
        let page = try await product.app.ask(
          WhoIsOnDuty(at: instant, team: options.team, after: after, limit: PageLimits.most), as: principal)
        for line in page.unreadable { Say.aside("Not read: " + line) }
        lines += page.items.map { item in
          Line(
            roster: item.roster, person: item.place.holder.person.map(page.people.signIn),
            displayName: item.place.holder.person.map(page.people.name)
              ?? "nobody: " + (item.place.gap ?? .unassigned).words(name: page.people.name),
            until: item.until, why: item.reasons, people: page.people)
        }
        after = page.next
      } while after != nil
      return lines
    }
    func reasons(_ line: Line) -> [String] {
      line.why.map { $0.words(name: line.people.name, time: { zone.local($0).text }) }
    }
    if output.json {
      return Say.result(
        .array(
          lines.map {
            [
              "team": .string($0.roster.team), "roster": .string($0.roster.name), "person": .text($0.person) ?? .null,
              "says": .string($0.displayName), "until": .string($0.until.rfc3339),
              "why": .array(reasons($0).map(JSON.string)),
            ]
          }))
    }
    guard !lines.isEmpty else { return Say.result("There is no roster.") }
    var table = TextTable([("team", .left), ("roster", .left), ("on duty", .left), ("until", .left)])
    for line in lines {
      table.add([line.roster.team, line.roster.name, line.displayName, zone.local(line.until).text])
    }
    var text = [table.text]
    if why {
      for line in lines { text += ["", line.roster.name + ":"] + reasons(line).map { "  " + $0 } }
    }
    Say.result(text.joined(separator: "\n"))
  }
}
