import Kernel
import People

/// A second thing that somebody shows beside the password: codes of a device (RFC 6238), and codes on paper for when it
/// is lost.
public struct SecondFactor: Hashable, Sendable {
  public var setAt: Instant
  /// Recovery codes that were not used yet.
  public var recoveryCodes: Int

  public init(setAt: Instant, recoveryCodes: Int) { (self.setAt, self.recoveryCodes) = (setAt, recoveryCodes) }
}

/// How the second factor of somebody stands.
public struct SecondFactorStanding: Hashable, Sendable {
  /// Nil where there is none.
  public var factor: SecondFactor?
  /// Whether their role may not sign in without one.
  public var isRequired: Bool

  public init(factor: SecondFactor? = nil, isRequired: Bool = false) {
    (self.factor, self.isRequired) = (factor, isRequired)
  }
}

/// A new secret for an authenticator app, which holds once a code of it was typed.
public struct SecondFactorOffer: Hashable, Sendable {
  /// In Base32, as one types it into an app that cannot read the picture.
  public var secret: String
  /// What an app reads: `otpauth://totp/...`.
  public var address: String
  /// The address as a picture; nil where none can be drawn.
  public var picture: QRSquares?
  /// The secret, sealed, as it comes back with the first code.
  public var sealed: String
  public var expiresAt: Instant
  /// Whether the own password has to be typed again before it is set up.
  public var needsProof = false
}

/// What somebody signed in by.
public enum SignInMeans: String, CaseIterable, Hashable, Sendable {
  case password
  /// A provider of OpenID Connect.
  case oidc
  /// A directory that was asked for the password.
  case ldap
}

/// What a second factor was shown by.
public enum SignInFactor: String, CaseIterable, Hashable, Sendable {
  case code
  case recoveryCode = "recovery-code"
}

/// What became of a code that somebody typed.
enum CodeOutcome: Hashable, Sendable {
  case good(SignInFactor)
  case wrong
  /// Codes of the device are looked at again from here on; a recovery code is taken at once.
  case waiting(until: Instant)
  /// There is no second factor.
  case none

  /// - Throws: `invalid` at `code` for all but a good one, `conflict` where there is no second factor.
  @discardableResult
  func requireGood() throws(MainstayError) -> SignInFactor {
    switch self {
    case .good(let factor): return factor
    case .wrong: throw .field("code", CodeOutcome.wrongWords)
    case .waiting(let until):
      throw .field(
        "code",
        "was wrong too often. Codes of the device are taken again from \(until.rfc3339) on; a recovery code is taken now"
      )
    case .none: throw .conflict(code: "no-second-factor", message: "There is no second factor.")
    }
  }

  static let wrongWords = "is not right, or was used already; wait for the next one, or take a recovery code"
}

extension PeopleLimits {
  /// How long somebody has for the code after the password, or to set a second factor up.
  public static let pendingSignIn = Duration.minutes(10)
  /// Codes that may be tried with one password.
  public static let codesOfSignIn = 5
  /// Sign-ins of a person that may wait for a code.
  public static let pendingOfPerson = 10
  /// Lines of the sign-in history are kept this long.
  public static let signInHistory = Duration.days(180)
  /// Lines of the sign-in history that a person has at most.
  public static let signInsOfPerson = 1000
}

/// A square of dark and light squares that a camera reads (ISO/IEC 18004).
public struct QRSquares: Hashable, Sendable {
  /// Squares of a side.
  public var width: Int
  /// Row by row.
  public var isDark: [Bool]

  public init(width: Int, isDark: [Bool]) { (self.width, self.isDark) = (width, isDark) }
}

/// Draws texts for cameras.
public protocol QRDrawing: Sendable {
  /// Nil for a text that is too long for any.
  func squares(of text: String) -> QRSquares?
}
