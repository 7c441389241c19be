import Core
import Kernel
import Mail
import Outbound
import Reach

extension Product {
  /// Sends one message by the mail server that is set, to see whether it takes mail.
  ///
  /// - Throws: `invalid` where no server is set or the address is none, `unavailable` with what the server said.
  public func sendTestMail(to address: String) async throws {
    guard let server = configuration.mail else {
      throw MainstayError.field(Setting.mailServer.rawValue, "is not set, so no mail is sent")
    }
    if let fault = WayAddress.mailFault(in: address) { throw MainstayError.field("address", fault) }
    let now = app.clock.now()
    try await MailCourier(MailSender(server)).sendTest(
      to: address, desk: app.board.card.name, at: now, id: app.ids.next(at: now))
  }
}
