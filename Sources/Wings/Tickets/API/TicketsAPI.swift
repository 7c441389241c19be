import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofTickets(app: App, live: LiveHub) -> [Endpoint] {
    TicketEndpoints(app: app).all + TicketActions(app: app).all + WordEndpoints(app: app).all
      + ClockEndpoints(app: app).all
      + ExclusionEndpoints(app: app).all + ShiftEndpoints(app: app).all + LiveEndpoints(live: live).all + [
        HandOverEndpoint(app: app).handOver
      ]
  }
}
