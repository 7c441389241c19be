import Testing

@testable import Suggestions

@Suite("Suggestions from labelled texts", .timeLimit(.minutes(10)))
struct TextClassifierTests {
  private static let subjects = ["printer", "laptop", "monitor", "keyboard"]
  private static let requests = ["password", "account", "login", "permission"]

  /// Two labels that words tell apart, with a third of the texts about neither.
  private func texts(_ count: Int, from first: Int = 0) -> [LabelledText] {
    (first..<first + count).map { number in
      let isHardware = number % 2 == 0
      let word = (isHardware ? Self.subjects : Self.requests)[number / 2 % 4]
      let filler = ["please help", "good morning", "thank you", "kind regards", "as soon as possible"][number % 5]
      return number % 3 == 0
        ? LabelledText(text: "\(filler) number \(number % 7)", label: isHardware ? "hardware" : "access")
        : LabelledText(text: "The \(word.uppercased()), \(filler)", label: isHardware ? "hardware" : "access")
    }
  }

  @Test("what words tell apart is told apart, and offered only where it is sure")
  func learns() throws {
    let taught = texts(600)
    let classifier = try #require(TextClassifier(taught))
    #expect(classifier.labels == ["access", "hardware"])
    #expect(classifier.suggestion(for: "my printer is broken").label == "hardware")
    #expect(classifier.suggestion(for: "my printer is broken").confidence > 0.9)
    #expect(classifier.suggestion(for: "Forgotten PASSWORD").label == "access")
    #expect(classifier.suggestion(for: "").confidence < 0.7)
    let assessment = SuggestionAssessment(classifier, taught: taught, asked: texts(300, from: 600))
    #expect(assessment.figures.accuracy > 0.8)
    #expect(assessment.commonest.figures.accuracy == 0.5)
    #expect(abs(assessment.commonest.figures.macroF1 - 1.0 / 3) < 1e-9)
    let offered = try #require(assessment.offeredAccuracy)
    #expect(offered > assessment.figures.accuracy)
    #expect(assessment.offered < 300)
  }

  @Test("the same texts teach the same in every run")
  func repeats() throws {
    let (one, other) = (try #require(TextClassifier(texts(200))), try #require(TextClassifier(texts(200))))
    for text in ["printer please", "login", "good morning number 3"] {
      #expect(one.suggestion(for: text) == other.suggestion(for: text))
    }
  }

  @Test("labels with too few texts are not learnt, and fewer than two labels teach nothing")
  func few() throws {
    #expect(TextClassifier([]) == nil)
    #expect(TextClassifier(texts(40).filter { $0.label == "access" }) == nil)
    let rare = LabelledText(text: "coffee machine", label: "kitchen")
    let classifier = try #require(TextClassifier(texts(60) + [rare]))
    #expect(classifier.labels == ["access", "hardware"])
    let assessment = SuggestionAssessment(classifier, taught: texts(60) + [rare], asked: [rare])
    #expect(assessment.untaught == 1)
    #expect(assessment.figures.accuracy == 0)
  }

  @Test("figures are those that the definitions give")
  func figures() {
    let figures = SuggestionAssessment.figures(["a", "a", "b", "c"], ["a", "b", "b", "b"])
    #expect(figures.accuracy == 0.5)
    // F1: a 2/3, b 2/4, c 0.
    #expect(abs(figures.macroF1 - (2.0 / 3 + 0.5) / 3) < 1e-12)
  }

  @Test("words are letters and digits of any script, in small letters, with their neighbours")
  func words() {
    #expect(TextFeatures.digests(of: "Écran CASSÉ") == TextFeatures.digests(of: "écran, cassé!"))
    #expect(TextFeatures.digests(of: "a b c").count == 5)
    #expect(TextFeatures.digests(of: "a b") != TextFeatures.digests(of: "b a"))
    #expect(TextFeatures.digests(of: " .,; ").isEmpty)
  }

  @Test(
    "logarithm and exponential are exact to a millionth",
    arguments: [
      (1, 0), (2, 0.693_147_18), (10, 2.302_585_1), (0.001, -6.907_755_3), (123_456, 11.723_639),
    ] as [(Float, Float)])
  func functions(_ number: Float, _ logarithm: Float) {
    #expect(abs(Logarithm.of(number) - logarithm) <= 2e-6 * max(1, abs(logarithm)))
    #expect(abs(Logarithm.exponential(logarithm) - number) <= 1e-5 * number)
  }
}
