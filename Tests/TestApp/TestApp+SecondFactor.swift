import Kernel
import People
import PeopleUseCases

extension TestApp {
  /// Sets up a second factor; its secret and the recovery codes. The code that it took is of the present step.
  public func setUpSecondFactor(of name: String) async throws -> (secret: [UInt8], codes: [String]) {
    let offer = try await ask(OfferSecondFactor(), as: name)
    let secret = TestApp.bytes(base32: offer.secret)
    let codes = try await run(
      SetUpSecondFactor(offer: offer.sealed, code: TOTP.code(of: secret, step: TOTP.step(at: clock.now()))), as: name)
    return (secret, codes)
  }

  /// What an authenticator app makes of the letters that somebody typed into it.
  public static func bytes(base32 text: String) -> [UInt8] {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    let bits = text.compactMap { letters.firstIndex(of: $0) }
      .flatMap { value in (0..<5).map { value >> (4 - $0) & 1 } }
    return stride(from: 0, to: bits.count - bits.count % 8, by: 8).map { start in
      UInt8(bits[start..<(start + 8)].reduce(0) { $0 * 2 + $1 })
    }
  }
}
