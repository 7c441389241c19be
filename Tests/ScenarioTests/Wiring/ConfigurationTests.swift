import Kernel
import MainstayServer
import Testing

@Suite("Configuration", .timeLimit(.minutes(10)))
struct ConfigurationTests {
  @Test("without settings it serves a SQLite file on loopback")
  func defaults() throws {
    let configuration = try Configuration(values: [:])
    #expect(configuration.database == .sqlite(path: "mainstay.sqlite"))
    #expect(configuration.isOnLoopback)
    #expect(configuration.address(boundTo: 8080) == "http://127.0.0.1:8080")
  }

  @Test("all faults are named at once, each by its setting")
  func faults() {
    let values = [
      "MAINSTAY_PORT": "99999", "MAINSTAY_LOG_LEVEL": "loud", "MAINSTAY_DATABASE": "mysql://x", "MAINSTAY_PROT": "1",
      "MAINSTAY_PUBLIC_URL": "desk.example.org", "MAINSTAY_ENGINE": "perhaps",
    ]
    #expect {
      try Configuration(values: values)
    } throws: { error in
      guard case .invalid(let faults) = error as? MainstayError else { return false }
      return Set(faults.map(\.path)) == Set(values.keys)
    }
  }

  @Test(
    "a database is told by its form, and its password is never shown",
    arguments: [
      ("desk.sqlite", "desk.sqlite"), ("sqlite:/var/lib/desk.db", "/var/lib/desk.db"),
      ("postgresql://kim:secret@db:5432/desk?password=secret", "postgresql://db:5432/desk"),
      ("postgres://db/desk", "postgresql://db/desk"), ("postgresql:///desk", "postgresql:///desk"),
      ("postgresql://k:p@ss@db/desk", "postgresql://db/desk"),
    ])
  func location(text: String, described: String) throws {
    #expect(try DatabaseLocation(parsing: text).described == described)
  }

  @Test(
    "a private host that no address can have is refused",
    arguments: [
      "http://pager.internal", "pager.internal/hook", "10.0.0.0/8", "*.internal", "pager.internal:8080", "[::1]:80",
      "pager internal é", "ok.internal,kim@pager",
    ])
  func privateHosts(_ text: String) {
    #expect {
      try Configuration(values: ["MAINSTAY_PRIVATE_HOSTS": text])
    } throws: { error in
      guard case .invalid(let faults) = error as? MainstayError else { return false }
      return faults.map(\.path) == ["MAINSTAY_PRIVATE_HOSTS"]
    }
  }

  @Test("names and addresses of private hosts are taken, and a node has the name that it is given")
  func hosts() throws {
    let configuration = try Configuration(values: [
      "MAINSTAY_PRIVATE_HOSTS": "pager.internal, 10.0.0.7,[fd00::1],fd00::2, a_b-c,", "MAINSTAY_NODE_NAME": "desk west",
    ])
    #expect(configuration.privateHosts == ["pager.internal", "10.0.0.7", "[fd00::1]", "fd00::2", "a_b-c"])
    #expect(configuration.nodeName == "desk west")
    #expect(throws: MainstayError.self) { try Configuration(values: ["MAINSTAY_NODE_NAME": "a:b"]) }
  }

  @Test("a public address loses its slash at the end")
  func publicURL() throws {
    let configuration = try Configuration(values: ["MAINSTAY_PUBLIC_URL": "https://desk.example.org/"])
    #expect(configuration.address(boundTo: 1) == "https://desk.example.org")
  }
}
