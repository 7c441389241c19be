import Core
import HTTPSupport
import HTTPTypes
import Kernel
import TestHTTP
import Testing

@Suite("Forms with files", .timeLimit(.minutes(10)))
struct FileFormTests {
  private static let routes = [
    Route.form("/files", .signedIn, feature: "Test", bodyBytes: 100_000) { call in
      let form = try call.fileForm()
      let files = form.files.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.name):\($0.value.bytes.count)" }
      let fields = form.fields.pairs.filter { $0.name != "csrf" }.map { "\($0.name)=\($0.value)" }
      return .json(["fields": .array(fields.map(JSON.string)), "files": .array(files.map(JSON.string))])
    }
  ]

  private static let token = "form-session-agent"

  private static func field(_ name: String, _ value: String) -> String {
    "--mark\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
  }

  private static func file(_ name: String, _ fileName: String, _ content: String) -> String {
    "--mark\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(fileName)\"\r\n"
      + "Content-Type: text/csv\r\n\r\n\(content)\r\n"
  }

  private func ask(_ body: String, type: String = "multipart/form-data; boundary=mark") async throws -> TestResponse {
    try await TestSite(FileFormTests.routes).ask(
      .post, "/files", [.contentType: type, .cookie: "mainstay=session-agent"], body: body)
  }

  @Test("are read as browsers send them: fields, files, quotes, folders, and what looks like a boundary")
  func read() async throws {
    let content = "a,b\r\n--marked,1\r\n--mar\r\n"
    let body =
      Self.field("csrf", Self.token) + Self.field("zone", "Europe/Berlin\r\n--mark2")
      + Self.file("log", "C:\\files\\my %22log%22.csv", content) + Self.file("none", "", "") + "--mark--\r\n"
    let answer = try await ask(body)
    #expect(answer.status == .ok, "\(answer.text)")
    let json = try JSON(parsing: answer.text)
    #expect(json["files"] == [.string("log:my \"log\".csv:\(content.utf8.count)")])
    #expect(json["fields"] == ["zone=Europe/Berlin\r\n--mark2"])
    let quoted = try await ask(body, type: "Multipart/Form-Data; charset=utf-8; boundary=\"mark\"")
    #expect(quoted.text == answer.text)
  }

  @Test("without the session's token, or with it behind a file, change nothing")
  func guarded() async throws {
    let file = Self.file("log", "x.csv", "1")
    #expect(try await ask(file + "--mark--\r\n").status == .forbidden)
    #expect(try await ask(file + Self.field("csrf", Self.token) + "--mark--\r\n").status == .forbidden)
    #expect(try await ask(Self.field("csrf", "other") + file + "--mark--\r\n").status == .forbidden)
  }

  private static let broken = [
    "", "--mark", "--mark--", "--other\r\n\r\n--other--", field("csrf", token), field("csrf", token) + "--mark",
    field("csrf", token) + "--markContent",
    field("csrf", token) + "--mark\r\nContent-Type: text/csv\r\n\r\nx\r\n--mark--",
    field("csrf", token) + "--mark\r\nno end of the head",
    "--mark\r\nContent-Disposition: form-data\r\n\r\nx\r\n--mark--",
  ]

  @Test("that are broken are refused, whatever is wrong with them", arguments: broken.indices)
  func refused(_ index: Int) async throws {
    let status = try await ask(Self.broken[index]).status
    #expect([.forbidden, .unprocessableContent, .badRequest].contains(status), "\(status)")
  }

  @Test("have bounds: fields, the length of one, the boundary")
  func bounds() async throws {
    let many = Self.field("csrf", Self.token) + String(repeating: Self.field("a", "b"), count: 501) + "--mark--\r\n"
    let answer = try await ask(many)
    #expect(answer.status == .unprocessableContent && answer.text.contains("more than 500 fields"))
    let long = String(repeating: "m", count: 71)
    #expect(try await ask("--\(long)--", type: "multipart/form-data; boundary=\(long)").status != .ok)
    #expect(try await ask("x", type: "multipart/form-data").status != .ok)
    #expect(try await ask(String(repeating: "x", count: 100_001)).status == .contentTooLarge)
  }
}
