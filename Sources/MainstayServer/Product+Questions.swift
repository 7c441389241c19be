import AgreementFiles
import Kernel
import ServiceLevelsUseCases
import TradeUseCases

extension Product {
  /// Reads a question file, YAML or JSON, as the workbench hands it out.
  public static let readQuestion: QuestionFileReader = { text in
    try await AgreementReading.onThread {
      try CurveQuestion(file: try StructuredFile.json(Array(text.utf8)))
    }
  }
}
