import HTTPSupport
import HTTPTypes
import TestHTTP
import Testing
@testable import Components

@Suite("A table as a file", .timeLimit(.minutes(10)))
struct CSVTests {
  @Test(
    "every cell stands in quotes, and none is a formula, whatever a spreadsheet takes for the end of a cell",
    arguments: [
      ("plain", #""plain""#), ("", #""""#), (#"say "no""#, #""say ""no""""#), ("a,b", #""a,b""#),
      ("=1+1", #""'=1+1""#), ("  @SUM(A1)", #""  '@SUM(A1)""#), ("x;=1+1", #""x;'=1+1""#),
      ("x; -2", #""x; '-2""#), ("x\t+1", "\"x\t'+1\""), ("x\n=1", "\"x\n'=1\""), ("x|@a", #""x|'@a""#),
      (#"x;"=1+1;y"#, #""x;""'=1+1;y""#), ("\" -1", "\"\"\" '-1\""), ("\u{ff1d}1", "\"'\u{ff1d}1\""),
      ("\u{200b}=1", "\"\u{200b}'=1\""), ("\u{feff}=1", "\"\u{feff}'=1\""), ("\u{ad}@x", "\"\u{ad}'@x\""),
      ("\u{202e} -1", "\"\u{202e} '-1\""), ("\u{1}=1", "\"\u{1}'=1\""), ("\u{3000}+1", "\"\u{3000}'+1\""),
      ("x\u{2028}=1", "\"x\u{2028}'=1\""), ("\u{2212}1", "\"'\u{2212}1\""), ("\u{fe66}1", "\"'\u{fe66}1\""),
      ("a\u{200b}=b", "\"a\u{200b}=b\""), ("a=b", #""a=b""#), ("e-mail", #""e-mail""#), ("Grüße 😀", #""Grüße 😀""#),
    ])
  func cells(_ cell: String, _ expected: String) {
    #expect(String(decoding: CSV.lines([[cell, "end"]]), as: UTF8.self) == expected + #","end""# + "\r\n")
  }

  @Test("a long file goes on to its last row")
  func portions() async throws {
    let route = Route(.get, "/t.csv", kind: .plain, access: .anyone, feature: "Queue") { _ in
      try await CSV.answer(named: "t", ["n"]) { (after: Int?) in
        let first = after ?? 0
        return (rows: (first..<first + 10).map { ["\($0)"] }, next: first + 10 < 12_000 ? first + 10 : nil)
      }
    }
    let answer = try await TestSite([route]).ask(.get, "/t.csv")
    #expect(answer.headers[.contentDisposition] == "attachment; filename=\"t.csv\"")
    let lines = answer.text.split(separator: "\r\n")
    #expect(lines.count == 12_001 && lines.last == "\"11999\"")
  }
}
