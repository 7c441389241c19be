import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofPeople(app: App, signIns: SignInLimits) -> [Endpoint] {
    SessionEndpoints(app: app, limits: signIns).all + PeopleEndpoints(app: app, signIns: signIns).all
      + ErasureEndpoints(app: app).all + TokenEndpoints(app: app).all + SecondFactorEndpoints(app: app).all
  }
}
