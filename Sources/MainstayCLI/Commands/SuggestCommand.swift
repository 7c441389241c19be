import ArgumentParser
import CSVFiles
import Foundation
import Kernel
import Suggestions

/// `mainstay suggest`: what suggestions of labels would be worth, without a database.
struct SuggestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest", abstract: "Ask how good suggestions of a category or a team would be on your own tickets.",
    subcommands: [SuggestAssess.self])
}

struct SuggestAssess: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assess", abstract: "Learn from labelled texts and say how good it is on others.",
    discussion: """
      Both files are CSV, plain or gzip, the first row the names of the columns. Prints JSON: how often the likeliest \
      label was right, also of those that would be offered, beside always saying the commonest label. \
      docs/suggestions.md says how it learns and when it offers.
      """)

  @Option(
    name: .long, help: ArgumentHelp("The file to learn from.", valueName: "file"),
    completion: .file(extensions: ["csv", "gz"]))
  var train: String

  @Option(
    name: .long, help: ArgumentHelp("The file to be asked about.", valueName: "file"),
    completion: .file(extensions: ["csv", "gz"]))
  var test: String

  @Option(name: .long, help: ArgumentHelp("The columns of the text: subject,body.", valueName: "columns"))
  var text: String

  @Option(name: .long, help: ArgumentHelp("The column of the label.", valueName: "column"))
  var label: String

  @Flag(help: "Print a table for people.")
  var pretty = false

  func run() throws {
    let columns = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard columns.allSatisfy({ !$0.isEmpty }), Set(columns).count == columns.count else {
      throw MainstayError.field("--text", "names a column twice, or none between two commas")
    }
    let taught = try read(train, columns, "--train")
    let asked = try read(test, columns, "--test")
    let labels = Set(taught.map(\.label)).count
    guard labels <= TextClassifier.Limit.labels else {
      throw MainstayError.field(
        "--label", "has \(labels) values, more than \(TextClassifier.Limit.labels); name a column of fewer")
    }
    guard let classifier = TextClassifier(taught) else {
      throw MainstayError.field(
        "--train", "teaches nothing: two labels with \(TextClassifier.Limit.textsOfLabel) texts each are the least")
    }
    let start = ContinuousClock.now
    let assessment = SuggestionAssessment(classifier, taught: taught, asked: asked)
    let spent = (ContinuousClock.now - start) / asked.count
    let milliseconds = Double(spent.components.attoseconds) / 1e15 + Double(spent.components.seconds) * 1000
    Say.result(pretty ? assessment.text(milliseconds) : assessment.json(milliseconds).canonical)
  }

  private func read(_ file: String, _ columns: [String], _ option: String) throws -> [LabelledText] {
    guard InputFile.isOrdinary(file) else {
      // Says what is wrong with it, where there is no such file; standard input cannot be read twice.
      _ = try InputFile.read(file, limit: 1, as: option)
      throw MainstayError.field(option, "must be a file, not a pipe or standard input")
    }
    let read = try LabelledTextFile(text: columns, label: label, option: option) { try FileBytes(path: file) }
    if read.unlabelled > 0 { Say.aside("\(read.unlabelled.grouped) rows of \(option) have no label and are left out.") }
    return read.rows.map { LabelledText(text: $0.text, label: $0.label) }
  }
}

extension SuggestionAssessment {
  fileprivate func json(_ milliseconds: Double) -> JSON {
    [
      "texts": ["train": .integer(Int64(taught)), "test": .integer(Int64(asked))],
      "labels": .integer(Int64(labels)), "untaught": .integer(Int64(untaught)),
      "accuracy": number(figures.accuracy), "macroF1": number(figures.macroF1),
      "commonest": [
        "label": .string(commonest.label), "accuracy": number(commonest.figures.accuracy),
        "macroF1": number(commonest.figures.macroF1),
      ],
      "offered": [
        "confidence": offeredFrom.map(number) ?? .null,
        "share": number(Double(offered) / Double(max(1, asked))), "accuracy": offeredAccuracy.map(number) ?? .null,
      ],
      "millisecondsPerText": number(milliseconds),
    ]
  }

  fileprivate func text(_ milliseconds: Double) -> String {
    var table = TextTable([("", .left), ("Right", .right), ("Macro F1", .right)])
    table.add(["likeliest label", percent(figures.accuracy), percent(figures.macroF1)])
    table.add([
      "always \(commonest.label)", percent(commonest.figures.accuracy), percent(commonest.figures.macroF1),
    ])
    let offer =
      offeredAccuracy.map { right in
        "Offered from a confidence of \(percent(offeredFrom ?? 1)) on: \(percent(Double(offered) / Double(max(1, asked)))) "
          + "of the texts, \(percent(right)) of them right."
      } ?? "Nothing would be offered: no confidence was right often enough."
    return """
      \(taught.grouped) texts learnt, \(asked.grouped) asked, \(labels.grouped) labels, \(untaught.grouped) texts asked \
      with a label that was never learnt

      \(table.text)

      \(offer)
      \(number(milliseconds).canonical) ms a text.
      """
  }

  private func number(_ value: Double) -> JSON {
    let rounded = (1e4 * value).rounded() / 1e4
    let text = "\(rounded)"
    return .decimal(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }

  private func percent(_ share: Double) -> String { number(100 * share.rounded(to: 3)).canonical + " %" }
}

extension Double {
  fileprivate func rounded(to places: Int) -> Double {
    let power = (0..<places).reduce(1.0) { power, _ in power * 10 }
    return (self * power).rounded() / power
  }
}
