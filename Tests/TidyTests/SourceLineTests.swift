import Testing

@Suite("Taking Swift lines apart", .timeLimit(.minutes(10)))
struct SourceLineTests {
  @Test(
    "code, literals and comments are told apart",
    arguments: [
      ("let a = 1 // why", "let a = 1 ", "", "// why"),
      (#"let a = "b // c""#, #"let a = """#, "b // c", ""),
      (#"f("x \(g("y", h(1))) z")"#, #"f(" g("", h(1)) ")"#, "x  y z", ""),
      (##"let r = #"a " \n b"#"##, #"let r = """#, #"a " \n b"#, ""),
      (#"let q = "say \"hi\"""#, #"let q = """#, #"say \"hi\""#, ""),
      ("a /* b /* c */ d */ e", "a  e", "", " b  c  d "),
    ])
  func parts(line: String, code: String, literal: String, comment: String) {
    let parts = SourceLine.lines(of: line)
    #expect(parts == [SourceLine(number: 1, code: code, literal: literal, comment: comment)])
  }

  @Test("a literal of several lines keeps its lines")
  func multiline() {
    let lines = SourceLine.lines(of: "let s = \"\"\"\n  SELECT \"x\"\n  \"\"\"\nf()\n")
    #expect(lines.map(\.code) == ["let s = \"", "", "\"", "f()"])
    #expect(lines[1].literal == "  SELECT \"x\"")
  }
}
