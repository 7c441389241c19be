import Core
import Directories
import DirectoriesUseCases
import Foundation
import Kernel
import Outbound
import Synchronization

/// Asks providers of OpenID Connect: what they publish, their keys, and who a code is of. What they publish is kept for a
/// while, keys are looked up again where a token is signed with one that is not known.
public final class OIDCClient: ProviderClient {
  /// What a provider publishes is asked for again after this.
  static let fresh = Kernel.Duration.hours(1)
  /// Keys are asked for again at most once in this time, whatever tokens come.
  static let pause = Kernel.Duration.minutes(1)
  /// Bytes of an answer.
  static let longestAnswer = 262_144

  private struct Known {
    var provider: OIDCProvider
    var at: Instant
    var keys: (keys: ProviderKeys, at: Instant)?
  }

  private let sender: HTTPSender
  private let known = Mutex<[String: Known]>([:])

  public init(sender: HTTPSender) { self.sender = sender }

  public func provider(of issuer: String, at now: Instant) async throws(OIDCFault) -> OIDCProvider {
    if let known = known.withLock({ $0[issuer] }), now - known.at < OIDCClient.fresh, now >= known.at {
      return known.provider
    }
    let provider = try OIDCProvider(try await get(OIDCProvider.address(of: issuer)), of: issuer)
    known.withLock { known in
      // As many as directories may be, and some that were.
      if known.count > 2 * Directory.most { known.removeAll() }
      known[issuer] = Known(provider: provider, at: now)
    }
    return provider
  }

  public func keys(of provider: OIDCProvider, anew: Bool, at now: Instant) async throws(OIDCFault) -> ProviderKeys {
    if let (keys, at) = known.withLock({ $0[provider.issuer]?.keys }), now >= at {
      if now - at < (anew ? OIDCClient.pause : OIDCClient.fresh) { return keys }
    }
    let keys = try ProviderKeys(try await get(provider.keys))
    known.withLock { $0[provider.issuer]?.keys = (keys, now) }
    return keys
  }

  public func answer(
    to code: String, verifier: String, redirect: String, client: OIDCSettings, secret: String, provider: OIDCProvider
  ) async throws(OIDCFault) -> ProviderAnswer {
    var form = [
      ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect), ("code_verifier", verifier),
      ("client_id", client.clientID),
    ]
    var headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")]
    if !secret.isEmpty {
      if provider.wantsSecretInBody {
        form.append(("client_secret", secret))
      } else {
        // RFC 6749, section 2.3.1: both halves are encoded as in a form.
        let pair = PercentCoding.encode(client.clientID) + ":" + PercentCoding.encode(secret)
        headers.append(("Authorization", "Basic " + Data(pair.utf8).base64EncodedString()))
      }
    }
    let body = form.map { "\($0.0)=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
    let (status, answer) = try await ask("POST", provider.token, headers, body)
    guard status == 200 else {
      let error = answer["error"]?.stringValue?.prefix(utf8Bytes: 100) ?? "status \(status)"
      throw .denied("the provider does not take the code: \(error)")
    }
    guard let token = answer["id_token"]?.stringValue else {
      throw .untrusted("the provider's answer has no id_token")
    }
    return ProviderAnswer(idToken: token, accessToken: answer["access_token"]?.stringValue)
  }

  public func userInfo(of accessToken: String, provider: OIDCProvider) async throws(OIDCFault) -> JSON? {
    guard let address = provider.userInfo else { return nil }
    // What an HTTP header can carry (RFC 6750, section 2.1).
    guard accessToken.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw .untrusted("the provider's access token is none")
    }
    let headers = [("Accept", "application/json"), ("Authorization", "Bearer " + accessToken)]
    let (status, answer) = try await ask("GET", address, headers, nil)
    guard status == 200 else { throw .unavailable("\(address) answers with status \(status)") }
    return answer
  }

  private func get(_ url: String) async throws(OIDCFault) -> JSON {
    let (status, answer) = try await ask("GET", url, [("Accept", "application/json")], nil)
    guard status == 200 else { throw .unavailable("\(url) answers with status \(status)") }
    return answer
  }

  private func ask(
    _ method: String, _ url: String, _ headers: [(String, String)], _ body: String?
  ) async throws(OIDCFault) -> (Int, JSON) {
    let reply: Reply
    do {
      reply = try await sender.reply(
        method, to: url, headers: headers, body: body, keeping: OIDCClient.longestAnswer)
    } catch {
      throw .unavailable("the provider cannot be asked: \(error)")
    }
    guard let text = String(validating: reply.body, as: UTF8.self), let answer = try? JSON(parsing: text) else {
      throw .unavailable("the provider's answer (status \(reply.status)) is no JSON")
    }
    return (reply.status, answer)
  }
}
