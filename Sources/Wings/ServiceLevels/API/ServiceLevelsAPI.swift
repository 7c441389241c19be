import AgreementsUseCases
import BusinessTime
import Core
import HTTPSupport

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofServiceLevels(
    app: App, zones: any ZoneSource, reader: @escaping AgreementFileReader
  ) -> [Endpoint] {
    ComplianceEndpoints(app: app, zones: zones).all + LevelEndpoints(app: app).all + CoverageEndpoints(app: app).all
      + FindingEndpoints(app: app, zones: zones).all + MeasureEndpoints(app: app).all
      + CurveEndpoints(app: app, zones: zones, reader: reader).all
  }
}
