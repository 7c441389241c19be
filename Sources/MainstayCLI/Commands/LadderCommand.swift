import AgreementFiles
import ArgumentParser
import BusinessTime
import Core
import Escalation
import EscalationUseCases
import Kernel
import MainstayServer

struct LadderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ladder", abstract: "Ladders of escalation: who is told when, as clocks run out.",
    subcommands: [ListAllLadders.self, ShowOneLadder.self, ApplyLadder.self, TryLadder.self],
    defaultSubcommand: ListAllLadders.self)
}

struct ListAllLadders: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "All ladders, by key.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let list = try await database.onProduct { product, principal in
      try await product.app.ask(ListLadders(), as: principal)
    }
    for line in list.unreadable { Say.aside("Not read: " + line) }
    if output.json {
      return Say.result(
        .array(
          list.items.map { one in
            [
              "key": .string(one.key), "name": .string(one.ladder.name), "version": .integer(Int64(one.version)),
              "on": .bool(one.isOn), "running": .integer(Int64(list.running[one.key] ?? 0)),
            ]
          }))
    }
    var table = TextTable([
      ("key", .left), ("name", .left), ("version", .right), ("rungs", .right), ("on clocks now", .right), ("", .left),
    ])
    for one in list.items {
      table.add([
        one.key, one.ladder.name, String(one.version), String(one.ladder.rungs.count),
        String(list.running[one.key] ?? 0), one.isOn ? "on" : "off",
      ])
    }
    Say.result(list.items.isEmpty ? "There are no ladders." : table.text)
  }
}

struct ShowOneLadder: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "What a ladder says, as `apply` takes it.")

  @OptionGroup var database: DatabaseOptions
  @Argument(help: "The ladder's key.")
  var key: String

  func run() async throws {
    let key = key
    let found = try await database.onProduct { product, principal in
      try await product.app.ask(ShowLadder(key), as: principal)
    }
    Say.result(["key": .string(found.newest.key), "on": .bool(found.newest.isOn), "ladder": found.newest.ladder.json])
  }
}

struct ApplyLadder: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Make a ladder, or give it another version, from a YAML or JSON file.",
    discussion: """
      The file holds `key`, `ladder` and perhaps `on`, as `show` prints them. A file that changes nothing makes no version. \
      Clocks that run go on by the version that they began with.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The file; - is standard input.", completion: .file())
  var file: String

  func run() async throws {
    let json = try StructuredFile.json(InputFile.read(file, limit: YAMLLimit.bytes))
    let log = FaultLog()
    guard let members = json.objectValue else {
      throw MainstayError.field("", "the file holds no mapping with key and ladder")
    }
    for name in members.keys.sorted() where !["key", "ladder", "on"].contains(name) {
      log.add(name, "is not known here; known are key, ladder, on")
    }
    let key = members["key"]?.stringValue
    if key == nil { log.add("key", "is missing: what the ladder is called by") }
    if let on = members["on"], on.boolValue == nil { log.add("on", "must be true or false") }
    var ladder: Ladder?
    do throws(MainstayError) { ladder = try Ladder(json: members["ladder"] ?? .null) } catch {
      guard case .invalid(let faults) = error else { throw error }
      for fault in faults { log.add(fault.path.isEmpty ? "ladder" : "ladder." + fault.path, fault.message) }
    }
    guard let key, let ladder, log.faults.isEmpty else { throw MainstayError.invalid(log.faults) }
    let isOn = members["on"]?.boolValue
    let (before, saved) = try await database.onProduct { product, principal in
      let before = try await product.app.ask(ListLadders(), as: principal).items.first { $0.key == key }
      return (before, try await product.app.run(SaveLadder(key, ladder, isOn: isOn), as: principal))
    }
    for remark in saved.remarks { Say.aside(remark) }
    if output.json {
      return Say.result([
        "remarks": .array(saved.remarks.map(JSON.string)), "key": .string(saved.key),
        "version": .integer(Int64(saved.version)), "on": .bool(saved.isOn),
        "changed": .bool(before?.version != saved.version), "from": .string(saved.from.rfc3339),
      ])
    }
    Say.result(
      before?.version == saved.version
        ? "Nothing changes: \(saved.key) is version \(saved.version)."
        : "\(saved.key): version \(saved.version) holds for clocks that start from \(saved.from.rfc3339) on.")
  }
}

struct TryLadder: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dry-run", abstract: "What a ladder would do, and whom it would tell. Nothing is written.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .long, help: "The time zone that times are shown in.")
  var zone = "UTC"
  @Option(name: .long, help: "The key of an agreement in force.")
  var agreement: String
  @Option(name: .long, help: "The name of one of its objectives.")
  var objective: String
  @Option(name: .long, help: "The instant at which the clock starts, like 2026-10-25T02:30:00+01:00.")
  var starts: String?
  @Option(name: .long, help: "The instant at which its target ends.")
  var breaches: String?
  @Option(name: .long, help: "The team that has the ticket.")
  var team: String?
  @Option(name: .long, help: "An attribute of the ticket, like priority=P1; may stand several times.")
  var set: [String] = []
  @Argument(help: "The ladder's key.")
  var key: String

  func run() async throws {
    let rules = try ZoneOption.rules(zone)
    var faults: [FieldFault] = []
    func instant(_ text: String?, _ path: String) -> Instant? {
      guard let text else { return nil }
      guard let instant = try? Instant(parsing: text) else {
        faults.append(FieldFault(path, "is none like 2026-10-25T02:30:00+01:00"))
        return nil
      }
      return instant
    }
    let (start, breach) = (instant(starts, "--starts"), instant(breaches, "--breaches"))
    if (starts == nil) == (breaches == nil) {
      faults.append(FieldFault("--starts", "give either --starts or --breaches"))
    }
    var attributes: [String: String] = [:]
    for one in set {
      let sides = one.split(separator: "=", maxSplits: 1).map(String.init)
      if sides.count == 2 {
        attributes[sides[0]] = sides[1]
      } else {
        faults.append(FieldFault("--set", "is written like priority=P1"))
      }
    }
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    let begin = start.map { DryRunLadder.Begin.starts($0) } ?? .breaches(breach ?? .earliest)
    var question = DryRunLadder(
      .kept(key), agreement: agreement, objective: objective, begin, attributes: attributes, team: team)
    question.isServed = false
    let run = try await database.onProduct { [question] product, principal in
      try await product.app.ask(question, as: principal)
    }
    if output.json {
      return Say.result([
        "assumed": .text(run.assumed) ?? .null, "appliesNot": .text(run.appliesNot) ?? .null,
        "note": .text(run.note) ?? .null, "startsAt": .instant(run.startsAt) ?? .null,
        "due": .instant(run.due) ?? .null,
        "lines": .array(
          run.lines.map { line in
            [
              "at": .string(line.firing.firedAt.rfc3339), "rung": .integer(Int64(line.firing.step.rung + 1)),
              "when": .string(line.rung.moment.text), "state": .string(line.firing.state.rawValue),
              "people": .array(line.people.filter(\.isToldAtOnce).map { .string($0.name) }),
              "held": .object(
                Dictionary(
                  line.people.compactMap { one in one.heldUntil.map { (one.name, .string($0.rfc3339)) } },
                  uniquingKeysWith: { first, _ in first })),
              "failedAt": .instant(line.firing.failedAt) ?? .null,
              "notReached": .object(
                Dictionary(
                  line.people.compactMap { one in one.obstacle.map { (one.name, .string($0)) } },
                  uniquingKeysWith: { first, _ in first })),
              "words": .string(line.words), "why": .string(line.firing.why),
            ]
          }),
      ])
    }
    for words in [run.assumed, run.appliesNot, run.note].compactMap(\.self) { Say.aside(words) }
    if let at = run.startsAt { Say.result("The clock starts \(rules.local(at).text).") }
    if let due = run.due { Say.result("Its target ends \(rules.local(due).text).") }
    var table = TextTable([("when", .left), ("rung", .left), ("to whom", .left), ("what", .left)])
    for line in run.lines {
      let people = line.people.map { one in
        if let obstacle = one.obstacle { return "(\(one.name) \(obstacle))" }
        guard let until = one.heldUntil else { return one.name }
        return "(\(one.name) held until \(rules.local(until).text) by their quiet hours)"
      }
      let isTold = line.firing.state == .told && line.firing.failedAt == nil
      let state = line.firing.state == .told ? "held" : line.firing.state.rawValue
      table.add([
        rules.local(line.firing.firedAt).text, "\(line.firing.step.rung + 1), \(line.rung.moment.text)",
        people.joined(separator: ", "),
        isTold ? line.words : state + ": " + line.firing.why,
      ])
    }
    Say.result(run.lines.isEmpty ? "No rung would come." : table.text)
  }
}
