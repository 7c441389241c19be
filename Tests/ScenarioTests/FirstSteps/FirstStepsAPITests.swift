import Core
import FirstStepsUseCases
import HTTPSupport
import Kernel
import PeopleUseCases
import TestApp
import TestHTTP
import Testing
import TicketsUseCases

@Suite("The first steps by the API", .timeLimit(.minutes(10)))
struct FirstStepsAPITests {
  @Test("say what is left, computed from what there is, and name the desk")
  func steps() async throws {
    try await APIDesk.open { desk in
      let shown = try await desk.call("showFirstSteps", as: .admin)
      let done = shown.json["steps"]?.arrayValue?.filter { $0["done"] == true }.compactMap { $0["step"]?.stringValue }
      #expect(done == ["teams", "people"] && shown["next"] == "desk" && shown.json["over"] == false)
      #expect(shown.json["desk"] == .null && shown.json["minutesLeft"] == 6)
      #expect(try await desk.call("showFirstSteps", as: .manager).status == 403)
      let naming: JSON = ["name": "Alder IT", "timeZone": "Europe/Berlin"]
      #expect(try await desk.call("nameDesk", [:], naming, as: .admin)["name"] == "Alder IT")
      #expect(try await desk.call("showFirstSteps", as: .admin).json["desk"] == naming)
      let faulty = try await desk.call("nameDesk", [:], ["name": "Alder", "timeZone": "Mars/Base"], as: .admin)
      #expect(faulty.status == 422 && faulty.json["faults"]?.arrayValue?.first?["path"] == "timeZone")
      #expect(desk.app.board.card.name == "Alder IT" && desk.app.board.card.timeZone == "Europe/Berlin")
    }
  }

  @Test("a link to choose a password by takes somebody who is signed in")
  func link() async throws {
    try await APIDesk.open { desk in
      #expect(try await desk.call("makeSignInLink", ["name": "agent"], as: .admin)["code"] == "session-needed")
      let admin = try await desk.signedIn(.admin)
      let made = try await desk.call("makeSignInLink", ["name": "agent"], as: nil, headers: admin)
      let secret = try #require(made["path"]?.split(separator: "=").last.map(String.init))
      #expect(made["path"] == "/welcome?token=" + secret)
      let owner = try await desk.app.ask(SignInLinkOwner(secret), as: .system("test"))
      #expect(owner?.name == "agent")
      #expect(try await desk.call("makeSignInLink", ["name": "nobody"], as: nil, headers: admin).status == 404)
    }
  }
}
