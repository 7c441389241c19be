import AgreementFiles
import Kernel
import ServiceLevelsUseCases
import SystemZones
import TradePages
import TradeUseCases

extension Product {
  /// Reads a question file, YAML or JSON, as the workbench hands it out.
  public static let readQuestion: QuestionFileReader = { text in
    try await AgreementReading.onThread {
      try CurveQuestion(file: try StructuredFile.json(Array(text.utf8)))
    }
  }

  /// The document of an offer, in the words of its page.
  public static let offerReport: OfferReporting = { look, app in
    OfferReport(look, zones: SystemZones(), on: app).report
  }
}
