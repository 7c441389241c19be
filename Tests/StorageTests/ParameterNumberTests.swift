import Testing
@testable import StorageSQLite

@Suite(.timeLimit(.minutes(10))) struct ParameterNumberTests {
  @Test(
    "A parameter is rewritten, and what only looks like one is not",
    arguments: [
      ("SELECT $1", "SELECT ?1"),
      ("SELECT $2, $1, $12", "SELECT ?2, ?1, ?12"),
      ("VALUES ($1,$2)", "VALUES (?1,?2)"),
      ("a=$1AND b=$2", "a=?1AND b=?2"),
      ("SELECT '$1'", "SELECT '$1'"),
      ("SELECT 'it''s $1', $1", "SELECT 'it''s $1', ?1"),
      ("SELECT \"$1\", `$2`, $3", "SELECT \"$1\", `$2`, ?3"),
      ("SELECT 1 -- $1\n, $1", "SELECT 1 -- $1\n, ?1"),
      ("SELECT /* $1 */ $1", "SELECT /* $1 */ ?1"),
      ("SELECT a$1, $x, $, $1", "SELECT a$1, $x, $, ?1"),
      ("SELECT $1 - $2 / $3", "SELECT ?1 - ?2 / ?3"),
      ("SELECT 'ü', $1 -- ü", "SELECT 'ü', ?1 -- ü"),
      ("SELECT $1 /* open", "SELECT ?1 /* open"),
      ("SELECT $1, 'open", "SELECT ?1, 'open"),
      ("$1", "?1"), ("$", "$"), ("'", "'"), ("", ""),
    ])
  func rewriting(_ sql: String, _ expected: String) {
    #expect(ParameterNumbers.rewritten(sql) == expected)
  }
}
