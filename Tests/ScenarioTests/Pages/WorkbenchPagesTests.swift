import AgreementFiles
import AgreementsUseCases
import Core
import Foundation
import Kernel
import MainstayServer
import PeopleUseCases
import ServiceLevels
import ServiceLevelsUseCases
import SystemZones
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases
@testable import MainstayCLI

@Suite("Other targets are tried on a page, and whoever takes the question away gets the same", .timeLimit(.minutes(10)))
struct WorkbenchPagesTests {
  /// Six tickets of P1 that took 1 to 6 hours, and one that runs.
  private static func live(_ test: TestApp) async throws {
    var opened: [RecordID] = []
    for number in 1...6 {
      opened.append(
        try await test.run(
          OpenTicket(title: "Ticket \(number)", requester: "rita", attributes: ["priority": "P1"]), as: "kim"
        ).id)
    }
    for id in opened {
      test.clock.advance(by: .hours(1))
      try await test.run(ResolveTicket(TicketKey(id), text: "Done"), as: "kim")
    }
    try await test.run(OpenTicket(title: "Runs", requester: "rita", attributes: ["priority": "P1"]), as: "kim")
  }

  @Test("the page, its file, and the answer to the file agree")
  func page() async throws {
    try await PageDesk.open { desk in
      try await Self.live(desk.test)
      let bare = try await desk.get("/workbench", as: "mo").html
      #expect(bare.contains("Choose a promise") && bare.contains("value=\"standard/resolution/1\""))
      let path = "/workbench?promise=standard%2Fresolution%2F1&target=2h%2C+6h&zone=UTC"
      let page = try await desk.get(path, as: "mo").html
      // 4 of 6 as promised, 2 of 6 at two hours, all at six.
      #expect(page.contains("At each target") && page.contains("66.7 %") && page.contains("33.3 %"))
      #expect(page.contains("Compliance against the target") && page.contains("The tickets that decide it"))
      #expect(page.contains("/tickets/INC-3/clocks/resolution/1") && page.contains("of which 1 still runs"))
      let link = try #require(page.split(separator: "href=\"").first { $0.hasPrefix("/workbench/question.yaml") })
      let address = String(link.prefix { $0 != "\"" }).replacing("&amp;", with: "&")
      let file = try await desk.get(address, as: "mo")
      #expect(file.status == 200)
      let read = try StructuredFile.json(Array(file.html.utf8))
      let question = try CurveQuestion(json: try #require(read["curve"]))
      #expect(question.asOf == desk.test.clock.now() && question.version == 1)
      desk.test.clock.advance(by: .days(3))
      let answer = try await desk.test.app.curve(question, zones: SystemZones(), as: desk.test.person("mo"))
      #expect(answer.columns.map(\.tally.met) == [4, 2, 6] && answer.columns.map(\.tally.breached) == [2, 4, 0])
      #expect(answer.columns.allSatisfy { $0.tally.running == 1 } && answer.decisive == 4)
      #expect(answer.tightest.map(\.met?.target) == [.hours(6), .hours(6), .hours(6)])
      let agreement = try await desk.get("/agreements/standard", as: "mo").html
      #expect(agreement.contains("/workbench?agreement=standard"))
      let rules = try await desk.get(path + "&reopen=restart&pauses=none", as: "mo").html
      #expect(rules.contains("By other rules") && rules.contains("nothing pauses; reopened: starts anew"))
    }
  }

  @Test("a target that was tried goes into the agreement's form, with what past tickets say of it")
  func promised() async throws {
    try await PageDesk.open { desk in
      try await Self.live(desk.test)
      let page = try await desk.get("/workbench?agreement=standard&target=6h&zone=UTC", as: "mo").html
      let link = try #require(page.split(separator: "href=\"").first { $0.hasPrefix("/agreements/standard/edit?") })
      let form = try await desk.get(String(link.prefix { $0 != "\"" }).replacing("&amp;", with: "&"), as: "mo").html
      #expect(form.contains("is set from 4 h to 6 h, as you tried it. Nothing is saved yet."))
      let after = form.split(separator: "name=\"reason\" value=\"").dropFirst().first
      let reason = try #require(after?.prefix { $0 != "\"" })
      #expect(reason.contains("Of 7 tickets opened") && reason.contains("within 6 h: 100") && reason.contains("6 of 6"))
      #expect(reason.contains("within the promised 4") && reason.contains("4 of 6"))
      #expect(reason.contains("/workbench/question.yaml?") && reason.contains("asOf="))
      let odd = try await desk.get("/agreements/standard/edit?objective=resolution&row=9&target=6h", as: "mo").html
      #expect(odd.contains("cannot be set on this page"))
      // Who looks without leave to change is offered nothing.
      #expect(!(try await desk.get("/workbench?agreement=standard&target=6h", as: "lee").html.contains("Promise this")))
    }
  }

  @Test("what cannot be tried is named beside its field, and who may not look does not")
  func refused() async throws {
    try await PageDesk.open { desk in
      for odd in [
        "promise=none", "agreement=none", "agreement=standard&target=soon", "agreement=standard&from=someday",
        "agreement=standard&hours=none", "agreement=standard&pauses=whim", "agreement=standard&zone=Mars",
      ] {
        let reply = try await desk.get("/workbench?" + odd, as: "mo")
        #expect(reply.status == 422 && reply.html.contains("needs mending"), "\(odd)")
      }
      let none = try await desk.get("/workbench?agreement=standard", as: "mo")
      #expect(none.status == 200 && none.html.contains("No ticket of this span has such a clock"))
      #expect(try await desk.get("/workbench?agreement=standard", as: "rita").status == 403)
      #expect(try await desk.get("/workbench/question.yaml?agreement=standard", as: "rita").status == 403)
      #expect(try await desk.get("/workbench/question.yaml", as: "mo").status == 422)
    }
  }

  @Test("the API says the same, and refuses more than it may")
  func api() async throws {
    try await APIDesk.open { desk in
      _ = try await desk.app.run(ApplyAgreements(TestApp.drafts()), as: .system("test"))
      _ = try await desk.openTicket()
      let body: JSON = ["agreement": "standard", "objective": "resolution", "row": 2, "targets": ["PT2H", "P1D"]]
      let reply = try await desk.call("askComplianceCurve", [:], body, as: .manager)
      #expect(reply.status == 200)
      let mine = try await desk.app.curve(
        CurveQuestion(json: body), zones: SystemZones(), most: nil, as: .system("test"))
      #expect(mine.columns.map(\.tally.running) == [1, 1, 1] && mine.columns[2].target == .hours(8))
      let odd: JSON = ["agreement": "standard", "objective": "resolution", "row": 9]
      #expect(try await desk.call("askComplianceCurve", [:], odd, as: .manager).status == 422)
      #expect(try await desk.call("askComplianceCurve", [:], body, as: .requester).status == 403)
    }
  }

  @Test("mainstay curve answers the file, and says what is wrong with one")
  func command() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/desk.sqlite"
      let product = try await Product.open(Configuration(database: .sqlite(path: path)))
      let system = Principal.system("test")
      _ = try await product.app.run(BeginWords(), as: system)
      _ = try await product.app.run(
        AddPerson(PersonDraft(name: "rita", displayName: "Rita Roy", role: .requester)), as: system)
      _ = try await product.app.run(ApplyAgreements(try TestApp.drafts()), as: system)
      _ = try await product.app.run(
        OpenTicket(title: "Printer", requester: "rita", attributes: ["priority": "P1"]), as: system)
      await product.close()
      func run(_ text: String, _ more: String...) async throws -> CommandStatus {
        let file = folder + "/question.yaml"
        try Data(text.utf8).write(to: URL(filePath: file))
        return await MainstayCommand.runToEnd(["curve", file, "--database", path] + more)
      }
      let question = CurveQuestion(
        agreement: "standard", objective: "resolution", targets: [ISO8601Duration(time: .hours(6))])
      #expect(try await run(question.fileText) == .done)
      #expect(try await run(question.fileText, "--json") == .done)
      #expect(try await run("curve: {agreement: standard}") == .badInput)
      #expect(try await run("agreement: standard") == .badInput)
      #expect(try await run(question.fileText + "more: 1\n") == .badInput)
      var gold = question
      gold.agreement = "gold"
      #expect(try await run(gold.fileText) == .badInput)
      let draft = folder + "/draft.yaml"
      var drafts = try TestApp.drafts(p1: 2)
      drafts.agreements[0].key = "gold"
      try Data(drafts.fileText.utf8).write(to: URL(filePath: draft))
      #expect(try await run(gold.fileText, "--draft", draft) == .done)
    }
  }
}
