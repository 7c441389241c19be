import ArgumentParser
import Core
import Kernel
import MainstayServer
import Reach
import ReachUseCases

struct ReachCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reach", abstract: "How people are reached: who can be, what somebody was told and why, a test mail.",
    subcommands: [ListReachablePeople.self, ListNoticesOfPerson.self, SendTestMail.self],
    defaultSubcommand: ListReachablePeople.self)
}

struct ListReachablePeople: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Who works here, with whether they can be reached now; without addresses.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Flag(name: .long, help: "Only those who have no way that was verified.")
  var withoutWay = false

  func run() async throws {
    let without = withoutWay
    let items = try await database.onProduct { product, principal in
      var items: [ListReachable.Item] = []
      var after: String?
      repeat {
        let query = ListReachable(withoutWay: without, after: after, limit: PageLimits.most)
        let page = try await product.app.ask(query, as: principal)
        items += page.items
        after = page.next
      } while after != nil
      return items
    }
    if output.json {
      Say.result(
        .array(
          items.map { item in
            [
              "name": .string(item.name), "reachable": .bool(item.reach.isReachable),
              "kinds": .array(item.reach.kinds.map { .string($0.rawValue) }),
              "obstacle": .text(item.reach.obstacle) ?? .null, "failing": .text(item.reach.failing) ?? .null,
            ]
          }))
      return
    }
    var table = TextTable([("name", .left), ("ways", .left), ("now", .left)])
    for item in items {
      let kinds = item.reach.kinds.map(\.rawValue).joined(separator: ", ")
      table.add([item.name, kinds.isEmpty ? "-" : kinds, item.reach.obstacle ?? item.reach.failing ?? "reachable"])
    }
    Say.result(items.isEmpty ? "There is nobody." : table.text)
  }
}

struct ListNoticesOfPerson: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "told", abstract: "What somebody was told lately, by which way, and why.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The sign-in name.")
  var name: String
  @Option(name: .long, help: ArgumentHelp("How many at most, 1 to \(PageLimits.most).", valueName: "number"))
  var limit = 20

  func run() async throws {
    let query = ListNoticesOf(name, limit: limit)
    let found = try await database.onProduct { try await $0.app.ask(query, as: $1) }
    for line in found.unreadable { Say.aside(line) }
    if output.json {
      Say.result(
        .array(
          found.items.map { item in
            [
              "at": .string(item.notice.createdAt.rfc3339), "text": .string(item.notice.words),
              "reason": .string(item.notice.reason.rawValue), "urgency": .string(item.notice.urgency.rawValue),
              "state": .string(item.notice.state.rawValue), "why": .string(item.notice.why),
              "errors": .array(item.tries.compactMap(\.error).map(JSON.string)),
            ]
          }))
      return
    }
    var table = TextTable([("at", .left), ("what", .left), ("state", .left), ("why", .left)])
    for item in found.items {
      let notice = item.notice
      let error = item.tries.compactMap(\.error).last.map { " (\($0))" } ?? ""
      table.add([notice.createdAt.rfc3339, notice.words, notice.state.rawValue, notice.why + error])
    }
    Say.result(found.items.isEmpty ? "\(name) was told nothing." : table.text)
  }
}

struct SendTestMail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test-mail", abstract: "Send one mail by the server that is set, and say what that server said.")

  @OptionGroup var database: DatabaseOptions
  @Argument(help: "The mail address that it goes to.")
  var address: String

  func run() async throws {
    let address = address
    try await database.onProduct { product, _ in try await product.sendTestMail(to: address) }
    Say.result("The mail server has taken it.")
  }
}
