import AgreementsUseCases
import Components
import Core
import HTTPSupport
import Kernel
import TradeUseCases

extension Pages {
  /// The pages of this wing.
  public func ofTrade(
    reader: @escaping AgreementFileReader, questions: @escaping QuestionFileReader
  ) -> [Route] {
    OfferRoutes(pages: self, files: reader, questions: questions).all + VisitRoutes(pages: self).all
  }
}

extension Place {
  public static let offers = Place(
    "/offers", "Offers", .exchange, key: "6", .seeOffers, in: .serviceLevels, 5, rails: [.manager])
  /// The places of this wing.
  public static let ofTrade: [Place] = [.offers]
}
