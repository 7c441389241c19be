import AgreementsUseCases
import Core
import Foundation
import Kernel
import MainstayServer
import PeopleUseCases
import TestApp
import TestDatabases
import Testing
import TicketsUseCases
@testable import MainstayCLI

@Suite("mainstay shift and service-levels, from the command line", .timeLimit(.minutes(10)))
struct HomeCommandTests {
  /// A database with a team, an agreement and a ticket of it.
  private func database(in folder: String) async throws -> String {
    let path = folder + "/desk.sqlite"
    let product = try await Product.open(Configuration(database: .sqlite(path: path)))
    let system = Principal.system("test")
    _ = try await product.app.run(BeginWords(), as: system)
    _ = try await product.app.run(AddTeam(key: "desk", name: "Desk"), as: system)
    _ = try await product.app.run(
      AddPerson(PersonDraft(name: "rita", displayName: "Rita Roy", role: .requester)), as: system)
    _ = try await product.app.run(ApplyAgreements(try TestApp.drafts()), as: system)
    _ = try await product.app.run(
      OpenTicket(title: "Printer", requester: "rita", attributes: ["priority": "P1"], team: "desk"), as: system)
    await product.close()
    return path
  }

  private func run(_ arguments: String...) async -> CommandStatus { await MainstayCommand.runToEnd(arguments) }

  @Test("say what there is with 0, a promise that is not kept with 1 where that is asked, and what is wrong with 2")
  func statuses() async throws {
    try await withTemporaryFolder { folder in
      let path = try await database(in: folder)
      #expect(await run("shift", "--database", path) == .done)
      #expect(
        await run("shift", "--database", path, "--team", "desk", "--hours", "4", "--zone", "Europe/Berlin") == .done)
      #expect(await run("shift", "--database", path, "--json") == .done)
      #expect(await run("shift", "--database", path, "--team", "none") == .badInput)
      #expect(await run("shift", "--database", path, "--hours", "3") == .badInput)
      #expect(await run("shift", "--database", path, "--zone", "Mars/Olympus") == .badInput)
      #expect(await run("service-levels", "--database", path) == .done)
      #expect(await run("service-levels", "--database", path, "--json") == .done)
      #expect(await run("service-levels", "--database", path, "--short") == .done, "nothing has ended")
      #expect(await run("service-levels", "--database", path, "--agreement", "none") == .badInput)
      #expect(await run("measures", "--database", path) == .done, "nothing is measured")
    }
  }

  @Test("mainstay measures: figures, what stands behind them, and 1 where something was missed and that is asked")
  func measures() async throws {
    try await withTemporaryFolder { folder in
      let path = try await database(in: folder)
      let file = folder + "/measured.yaml"
      let text = """
        agreements:
          standard:
            name: Standard
            objectives:
              - {name: resolution, metric: resolution, calendar: office, target: PT4H}
            measures:
              - {name: backlog, measure: backlog, target: 0}
              - {name: reopened, measure: reopen-rate, period: quarter, target: 5%}
        """
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      #expect(await run("apply", file, "--database", path) == .done)
      #expect(await run("measures", "--database", path) == .done)
      #expect(await run("measures", "standard", "--database", path, "--json", "--periods", "6") == .done)
      #expect(await run("measures", "standard", "--database", path, "--missed") == .checkFailed)
      #expect(await run("measures", "standard", "reopened", "--database", path, "--missed") == .done)
      #expect(await run("measures", "standard", "backlog", "--database", path, "--tickets", "numerator") == .done)
      #expect(await run("measures", "--database", path, "--tickets", "numerator") == .badInput)
      #expect(await run("measures", "standard", "none", "--database", path) != .done)
      #expect(await run("measures", "standard", "--database", path, "--period", "soon") == .badInput)
      #expect(await run("measures", "standard", "--database", path, "--as-of", "soon") == .badInput)
      #expect(await run("measures", "standard", "--database", path, "--as-of", "2199-01-01T00:00:00Z") == .badInput)
      try text.replacing("5%", with: "5").write(toFile: file, atomically: true, encoding: .utf8)
      #expect(await run("apply", file, "--database", path) == .badInput)
    }
  }
}
