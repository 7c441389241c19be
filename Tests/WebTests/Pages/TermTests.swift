import Components
import Kernel
import Testing

@Suite("Words of the field", .timeLimit(.minutes(10)))
struct TermTests {
  /// What a page has in its text where it uses a term; capitals count in those that are abbreviations.
  private static var shown: [(Term, Regex<Substring>)] {
    [
      (.coverage, #/\b[Cc]overage\b/#), (.interval, #/\b(?:its|95.%) interval\b/#),
      (.exclusion, #/\b[Ee]xclusions?\b/#),
      (.attainment, #/\b[Aa]ttainment\b/#), (.compliance, #/\b[Cc]ompliance\b/#), (.ola, #/\bOLA\b/#),
      (.sla, #/\bSLA\b/#),
      (.threshold, #/\b[Tt]hresholds?\b/#), (.deadline, #/\b[Dd]eadlines?\b/#), (.seal, #/\b[Ss]eals?\b/#),
      (.webhook, #/\b[Ww]ebhooks?\b/#), (.promisedShare, #/\bshare is promised\b/#),
    ]
  }

  /// Pages of people who only ask, and pages on which a word is a name, part of what was typed, or of a difference.
  private static let passed: Set<String> = [
    "diff", "diff-in-words", "sign-in", "setup", "fault", "help", "help-of-requesters",
  ]

  /// What stands in a page's own part, without markup.
  private static func text(_ item: (name: String, page: any Page, role: Role)) -> String {
    let html = String(decoding: Shell.render(item.page, for: Sample.reader(item.role)), as: UTF8.self)
    guard let start = html.firstRange(of: "<main"), let end = html.firstRange(of: "</main>") else { return "" }
    return html[start.upperBound..<end.lowerBound].split(separator: "<", omittingEmptySubsequences: false)
      .map { $0.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false).last ?? "" }
      .joined(separator: " ")
  }

  @Test("a page that shows one explains it under its question mark", arguments: Gallery.pages.map(\.name))
  func named(_ name: String) throws {
    let item = try #require(Gallery.pages.first { $0.name == name })
    guard !Self.passed.contains(name), item.role != .requester else { return }
    let text = Self.text(item)
    for (term, pattern) in Self.shown where text.contains(pattern) {
      #expect(item.page.words.contains(term), "\(name): add .\(term) to its words")
    }
  }

  @Test("each is explained in two sentences, is named once, and a page names none twice")
  func meanings() {
    #expect(Set(Term.allCases.map(\.name)).count == Term.allCases.count)
    for term in Term.allCases {
      let sentences = term.meaning.split(separator: ". ").count
      #expect((1...2).contains(sentences) && term.meaning.hasSuffix("."), "\(term): \(term.meaning)")
    }
    for item in Gallery.pages { #expect(Set(item.page.words).count == item.page.words.count, "\(item.name)") }
  }

  @Test("the help lists them all with an address each, and a page's own stand in its dialog")
  func places() {
    let help = String(decoding: Shell.render(Gallery.page("help"), for: Sample.reader(.lead)), as: UTF8.self)
    for term in Term.allCases { #expect(help.contains("<dt id=\"\(term.rawValue)\">\(term.name)</dt>")) }
    let levels = String(
      decoding: Shell.render(Gallery.page("service-levels"), for: Sample.reader(.manager)), as: UTF8.self)
    #expect(levels.split(separator: "<dialog id=\"keys\"")[1].contains("<dt>attainment</dt>"))
  }
}

extension Gallery {
  fileprivate static func page(_ name: String) -> any Page { pages.first { $0.name == name }?.page ?? Sample.account }
}
