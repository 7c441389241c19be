import ReachUseCases
import Journal
import Proposals
import AgreementsUseCases
import Components
import Core
import Foundation
import HTTPSupport
import HTTPTypes
import ImportUseCases
import JournalUseCases
import Kernel
import MainstayCLI
import MainstayServer
import ProposalsUseCases
import Synchronization
import SystemZones
import TestApp
import TestHTTP
import Testing
import TicketsUseCases
import Trade
import TradeUseCases

/// The promise as people see it: an agreement is offered, answered by another text, signed by both sides, each by its own
/// people, and put in force as every change is.
@Suite("Promise: an agreement is traded to sign-off", .timeLimit(.minutes(10)))
struct TradeScenarioTests {
  private let p1 = "objectives[1].targets[0].target"

  @Test("on pages, from the link to the version that remembers both signatures")
  func signOff() async throws {
    try await TradeDesk.open { trade in
      let desk = trade.desk
      let page = try await desk.get("/offers/OFR-1", as: "mo").html
      #expect(page.contains("Shops &amp; &lt;Co&gt;") && page.contains("As &lt;we&gt; spoke of."))
      #expect(page.contains("3\u{202f}h") && page.contains("has not signed round 1"))
      let secret = try await trade.link()
      #expect(secret.count == 64)
      // The link is shown once.
      #expect(!(try await desk.get("/offers/OFR-1", as: "mo").html.contains(secret)))
      let door = try await desk.guest("/trade?token=\(secret)")
      #expect(door.status == 200 && door.html.contains("Mail me a code") && !door.html.contains("P1 within"))
      let cookie = try await trade.enter(secret)
      #expect(trade.letters.all.last?.message.mailSubject == "Your code")
      var visit = try await desk.guest("/trade/offer", cookie: cookie)
      #expect(visit.status == 200 && visit.html.contains("P1 within 3 hours") && visit.html.contains("Mo Manager"))
      #expect(!visit.html.contains("class=\"rail\"") && !visit.html.contains("href=\"/\""))
      let said = try await trade.send(
        "comment", [("clause", p1), ("text", "Two <would> be better.")], cookie: cookie)
      #expect(said.status == 303 && said.location == "/trade/offer")
      _ = try await desk.post(
        "/offers/OFR-1/comment", ["answers": "1", "text": "Then we need one more."], as: "mo")
      visit = try await desk.guest("/trade/offer", cookie: cookie)
      #expect(visit.html.contains("Two &lt;would&gt; be better.") && visit.html.contains("Then we need one more."))
      // The other side signs round 1, and then offers another text: its signature is void.
      let hash = trade.value("hash", in: visit.html)
      _ = try await trade.send("sign", [("round", "1"), ("hash", hash), ("name", "Sabine Vogt")], cookie: cookie)
      let form = try await desk.guest("/trade/offer/counter", cookie: cookie).html
      #expect(form.contains("set.\(p1)") && form.contains("value=\"3h\"") && !form.contains("set.scope"))
      let wrong = try await trade.send("counter", [("round", "1"), ("set." + p1, "soon")], cookie: cookie)
      #expect(wrong.status == 422 && wrong.html.contains("is no length of open time"))
      let counter = try await trade.send(
        "counter", [("round", "1"), ("set." + p1, "2h"), ("note", "With two we sign.")], cookie: cookie)
      #expect(counter.status == 303)
      let second = try await desk.get("/offers/OFR-1", as: "ada").html
      #expect(second.contains("<del>3\u{202f}h</del>") && second.contains("<ins>2\u{202f}h</ins>"))
      #expect(second.contains("is void"))
      // What was looked at before is signed by nobody any more, by neither side.
      let stale = try await desk.post("/offers/OFR-1/sign", ["round": "1", "hash": hash], as: "ada")
      #expect(stale.status == 409 && stale.html.contains("Round 2 stands now"))
      let staleToo = try await trade.send(
        "sign", [("round", "1"), ("hash", hash), ("name", "Sabine Vogt")], cookie: cookie)
      #expect(staleToo.status == 409 && staleToo.html.contains("Round 2 stands now"))
      let new = trade.value("hash", in: second)
      #expect(new.count == 64 && new != hash)
      let other = try await desk.post("/offers/OFR-1/sign", ["round": "2", "hash": hash], as: "ada")
      #expect(other.status == 409)
      // Whoever made it does not sign for our side; somebody else does.
      let own = try await desk.post("/offers/OFR-1/sign", ["round": "2", "hash": new], as: "mo")
      #expect(own.status == 409 && own.html.contains("Somebody else of your side signs it"))
      #expect(try await desk.post("/offers/OFR-1/sign", ["round": "2", "hash": new], as: "lee").status == 403)
      #expect(try await desk.post("/offers/OFR-1/sign", ["round": "2", "hash": new], as: "ada").status == 303)
      let signed = try await trade.send(
        "sign", [("round", "2"), ("hash", new), ("name", "Sabine Vogt")], cookie: cookie)
      #expect(signed.status == 303)
      visit = try await desk.guest("/trade/offer", cookie: cookie)
      #expect(visit.html.contains("Both sides have signed this text") && !visit.html.contains("Say something"))
      try await putInForce(trade, hash: new)
      #expect(try await desk.guest("/trade/offer", cookie: cookie).html.contains("it is in force"))
      let findings = try await trade.test.app.verify(as: trade.test.person("lee")).findings.first
      #expect(findings == [])
    }
  }

  private func putInForce(_ trade: TradeDesk, hash: String) async throws {
    let desk = trade.desk
    let handed = try await desk.post("/offers/OFR-1/propose", [:], as: "mo")
    let path = try #require(handed.location)
    #expect(path.hasPrefix("/agreement-proposals/"))
    let proposal = try await desk.get(path, as: "ada").html
    #expect(proposal.contains(hash))
    let approved = try await desk.post(
      path + "/decide",
      [
        "decision": "approve", "digest": trade.value("digest", in: proposal),
        "version": trade.value("version", in: proposal),
      ], as: "ada")
    #expect(approved.status == 303)
    let agreement = try await desk.get("/agreements/standard?version=2", as: "kim").html
    #expect(agreement.contains("OFR-1") && agreement.contains("Sabine Vogt") && agreement.contains(hash))
    #expect(try await desk.get("/offers/OFR-1", as: "lee").html.contains("it is in force since"))
  }

  @Test("contacts are mailed that there is something new, without what it says, until their link ends")
  func contactsAreTold() async throws {
    try await TradeDesk.open { trade in
      let desk = trade.desk
      _ = try await trade.link()
      _ = try await trade.link("Udo", "udo@shops.example")
      func mails(_ act: String, _ fields: KeyValuePairs<String, String>) async throws -> [String] {
        let before = trade.letters.all.count
        let done = try await desk.post("/offers/OFR-1/" + act, fields, as: "mo")
        #expect(done.status == 303)
        try await ReachDesk(trade.test, letters: trade.letters).settle()
        return trade.letters.all.dropFirst(before).map(\.message.text)
      }
      let said = try await mails("comment", ["text": "Two people are ill."])
      #expect(said.count == 2)
      #expect(said.allSatisfy { $0.hasPrefix("The desk has said something about OFR-1.") && !$0.contains("ill") })
      #expect(try await mails("comment", ["text": "Another is."]) == [])
      let round = try await mails("counter", ["round": "1", "set." + p1: "2h"])
      #expect(round.count == 2)
      #expect(round.allSatisfy { $0.hasPrefix("The desk has offered another text of OFR-1.") && !$0.contains("2") })
      _ = try await desk.post("/offers/OFR-1/revoke", ["link": "2"], as: "mo")
      #expect(try await mails("withdraw", [:]).map { $0.hasPrefix("The desk has taken OFR-1 back.") } == [true])
      #expect(trade.letters.all.last?.message.address == "sabine@shops.example")
    }
  }

  @Test("both sides take the same document away, and nobody else does")
  func document() async throws {
    try await TradeDesk.open { trade in
      let desk = trade.desk
      let cookie = try await trade.enter(try await trade.link())
      _ = try await trade.send("comment", [("clause", p1), ("text", "Two <would> be better.")], cookie: cookie)
      let ours = try await desk.get("/offers/OFR-1/offer.html", as: "lee")
      let theirs = try await desk.guest("/trade/offer/offer.html", cookie: cookie)
      #expect(ours.status == 200 && ours.html == theirs.html)
      for part in ["3\u{202f}h", "Two &lt;would&gt; be better.", "has not signed round 1", "It binds nobody before"] {
        #expect(ours.html.contains(part), "\(part)")
      }
      // Whom links lead in, and where codes go, is our side's alone.
      #expect(!ours.html.contains("sabine@shops.example"))
      #expect(try await desk.guest("/trade/offer/offer.pdf", cookie: "mainstay-offer=made-up").status == 403)
      #expect(try await desk.get("/offers/OFR-1/offer.xlsx", as: "kim").status == 403)
    }
  }

  @Test("a proposal that is negotiated is approved by no other door")
  func noSideDoor() async throws {
    try await TradeDesk.open { trade in
      let (desk, test) = (trade.desk, trade.test)
      _ = try await test.run(WithdrawOffer(1), as: "mo")
      let drafts = try TestApp.drafts(p1: 1)
      let proposal = try await test.run(
        ProposeAgreements(
          ProposalDraft(title: "P1", reason: "", files: [.init(name: "a.yaml", text: "x")], drafts: drafts)), as: "lee")
      let path = "/agreement-proposals/" + proposal.id.text
      let offered = try await desk.post(
        "/offers",
        ["title": "P1", "party": "customer", "partyName": "Shops", "proposal": proposal.id.text], as: "mo")
      #expect(offered.location == "/offers/OFR-2")
      let page = try await desk.get(path, as: "mo").html
      #expect(page.contains("negotiated with the other side as OFR-2") && !page.contains("Approve it and put it"))
      let approval = try await desk.post(
        path + "/decide", ["decision": "approve", "digest": proposal.digest, "version": "1"], as: "mo")
      #expect(approval.status == 422 && approval.html.contains("negotiated"))
      _ = try await desk.post("/offers/OFR-2/withdraw", ["note": "Without them."], as: "mo")
      let again = try await desk.post(
        path + "/decide", ["decision": "approve", "digest": proposal.digest, "version": "1"], as: "mo")
      #expect(again.status == 303)
    }
  }

  @Test("whoever comes by a link sees nothing else: every other route refuses what lets them in")
  func nothingElse() async throws {
    try await TradeDesk.open { trade in
      let (desk, test) = (trade.desk, trade.test)
      let ticket = try await test.run(OpenTicket(title: "Printer of the board"), as: "rita")
      let cookie = try await trade.enter(try await trade.link())
      let secret = String(cookie.dropFirst("mainstay-offer=".count))
      let visit = try await desk.guest("/trade/offer", cookie: cookie).html
      for name in [ticket.number, "Kim Agent", "Rita", "Ada", "/agreements/", "/queue"] {
        #expect(!visit.contains(name), "\(name)")
      }
      let live = LiveHub(test.app, NoSessions())
      let api = API(
        app: test.app, version: "test", signIns: SignInLimits(), zones: SystemZones(),
        imports: BackgroundImports(test.app), live: live, histories: Product.readHistories
      ) { _ in throw MainstayError.field("", "is not read in this test") }
      let pages = Pages(app: test.app, signIns: SignInLimits(), zones: SystemZones(), live: live)
      let routes = pages.routes + api.routes
      let site = try Site(
        routes: routes, settings: HTTPSettings(secureCookies: false), authenticator: NoSessions(), clock: test.clock,
        ids: test.app.ids, errorPage: pages.errorPage)
      var asked = 0
      for route in routes where route.feature != "Trade" || route.access != .anyone {
        let path = route.path.filled(["offer": "OFR-1", "ticket": ticket.number, "agreement": "standard"])
          .replacing(/%7B[a-zA-Z]+%7D|\{[a-zA-Z]+\}/, with: "x")
        // The cookie as it is, its secret as a session's, as a token of the API, and as a link to a password.
        for headers in [
          [.cookie: cookie], [.cookie: "mainstay=\(secret)"], [.authorization: "Bearer \(secret)"],
        ] as [HTTPFields] {
          let reply = try await site.ask(
            route.method, path, headers, body: route.method == .get ? nil : "token=\(secret)")
          let isAnyones = route.access == .anyone
          #expect(
            isAnyones || [303, 401, 403, 415, 422].contains(reply.status.code),
            "\(route.method) \(path) \(reply.status)")
          // The document of the API has made-up numbers.
          let isDocument = path.hasSuffix("/openapi.json")
          #expect(isDocument || !reply.text.contains(ticket.number), "\(path)")
          #expect(!reply.text.contains("Printer of the board"), "\(path)")
          #expect(!reply.text.contains("Kim Agent") && !reply.text.contains("P1 within 3 hours"), "\(path)")
          if reply.status.code == 303 { #expect(reply.headers[.location]?.hasPrefix("/sign-in") == true || isAnyones) }
          asked += 1
        }
      }
      #expect(asked > 500)
    }
  }

  @Test("forms that come from elsewhere, without what the page carries, do nothing")
  func forged() async throws {
    try await TradeDesk.open { trade in
      let desk = trade.desk
      let cookie = try await trade.enter(try await trade.link())
      for act in ["comment", "settle", "sign", "counter", "leave"] {
        let reply = try await desk.guest(
          "/trade/offer/\(act)", [("text", "x"), ("round", "1"), ("guard", "guess")], cookie: cookie)
        #expect(reply.status == 403, "\(act)")
      }
      let cookieLess = try await desk.guest("/trade/offer")
      #expect(cookieLess.status == 403 && cookieLess.html.contains("This link is not good"))
      let entered = try await trade.enter(try await trade.link("Udo", "sabine@shops.example"))
      let left = try await trade.send("leave", cookie: entered)
      #expect(left.html.contains("You have left"))
      #expect(try await desk.guest("/trade/offer", cookie: entered).status == 403)
    }
  }

  @Test("a link that is ended, has expired, or is guessed lets nobody in; too many guesses wait")
  func links() async throws {
    try await TradeDesk.open { trade in
      let (desk, test) = (trade.desk, trade.test)
      let secret = try await trade.link()
      let cookie = try await trade.enter(secret)
      #expect(try await desk.guest("/trade/offer", cookie: cookie).status == 200)
      let ended = try await desk.post("/offers/OFR-1/revoke", ["link": "1"], as: "mo")
      #expect(ended.status == 303)
      for path in ["/trade/offer", "/trade/offer/offer.json", "/trade/offer/counter"] {
        let reply = try await desk.guest(path, cookie: cookie)
        #expect(reply.status == 403 && !reply.html.contains("P1 within"), "\(path)")
      }
      #expect(try await desk.guest("/trade?token=\(secret)").status == 422)
      #expect(try await desk.guest("/trade/code", [("token", secret)]).status == 422)
      let late = try await trade.link("Udo")
      test.clock.advance(by: .days(91))
      #expect(try await desk.guest("/trade?token=\(late)").status == 422)
      var statuses: [Int] = []
      for guess in 1...25 {
        statuses.append(
          try await desk.guest("/trade?token=\(String(repeating: "0", count: 62) + "\(10 + guess)")").status)
      }
      #expect(statuses.first == 422 && statuses.last == 429)
      #expect(try await desk.get("/offers/OFR-1", as: "lee").status == 200)
      #expect(try await desk.get("/offers/OFR-1", as: "kim").status == 403)
    }
  }

  @Test("the file of an offer is recomputed at a terminal, by the database and by an export")
  func recomputed() async throws {
    try await PageDesk.open { desk in
      let test = desk.test
      for hours in [2, 5] as [Int64] {
        let one = try await test.run(OpenTicket(title: "Tills", attributes: ["priority": "P1"]), as: "kim")
        test.clock.advance(by: .hours(hours))
        try await test.run(ResolveTicket(TicketKey(one.id), text: "Done."), as: "kim")
        test.clock.advance(by: .days(1) - .hours(hours))
      }
      try await test.run(
        MakeOffer(
          OfferDraft(
            title: "P1", party: .customer, called: "Shops", source: .drafts(TestApp.drafts(p1: 3)))), as: "mo")
      let refused = try await desk.post(
        "/offers/OFR-1/figure", ["label": "P1 in time", "question": "curve: {agreement: standard}"], as: "mo")
      #expect(refused.status == 422 && refused.html.contains("objective is missing"))
      let question = "curve: {agreement: standard, objective: resolution, targets: [PT3H], zone: UTC}"
      let attached = try await desk.post(
        "/offers/OFR-1/figure", ["label": "P1 in time", "question": question, "basis": "inForce"], as: "mo")
      #expect(attached.status == 303)
      let page = try await desk.get("/offers/OFR-1", as: "mo").html
      #expect(page.contains("P1 in time") && page.contains("checkpoint") && page.contains("1 met and 1 breached"))
      let again = try await desk.post("/offers/OFR-1/recount", [:], as: "lee")
      #expect(again.status == 200 && again.html.contains("the same"))
      let file = try await desk.get("/offers/OFR-1/offer.json", as: "lee").html
      try await terminal(file, test)
    }
  }

  private func terminal(_ file: String, _ test: TestApp) async throws {
    let bytes = Mutex<[UInt8]>([])
    try await test.app.exportJournal(as: test.person("lee")) { part in bytes.withLock { $0 += part } }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("offer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func written(_ name: String, _ data: Data) throws -> String {
      let path = folder.appendingPathComponent(name)
      try data.write(to: path)
      return path.path
    }
    let journal = try written("journal.jsonl", Data(bytes.withLock { $0 }))
    let good = try written("good.json", Data(file.utf8))
    let bad = try written("bad.json", Data(file.replacing("\"breached\":1", with: "\"breached\":0").utf8))
    func run(_ arguments: String...) async -> CommandStatus {
      await MainstayCommand.runToEnd(["recompute"] + arguments)
    }
    #expect(await run(good, "--journal", journal) == .done)
    #expect(await run(good, "--journal", journal, "--json") == .done)
    #expect(await run(bad, "--journal", journal) == .checkFailed)
    #expect(await run(journal, "--journal", journal) == .badInput)
    #expect(await run(folder.path + "/none.json", "--journal", journal) == .badInput)
    #expect(await run(good, "--journal", folder.path) == .badInput)
  }
}

private struct NoSessions: Authenticator {
  func caller(session: String) async throws -> Caller? { nil }
  func caller(token: String) async throws -> Caller? { nil }
}
