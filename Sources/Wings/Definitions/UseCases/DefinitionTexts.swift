import AgreementsUseCases
import Definitions
import Kernel

/// The texts of definitions: canonical YAML, so that the same definition has the same text and the same hash anywhere.
enum DefinitionTexts {
  static func text(_ words: WordsDefinition) -> String {
    FileText.text(words.json, order: ["list", "words", "key", "label"])
  }

  static func text(_ service: ServiceDefinition) -> String {
    FileText.text(service.json, order: ["service", "promises"])
  }

  static func text(_ ladder: LadderDefinition) -> String { FileText.text(ladder.json, order: ["key", "on", "ladder"]) }
}
