import Kernel

/// Made once by another implementation with keys that are used nowhere else; of a key the public half is here alone.
enum IDTokenSamples {
  static let keys: JSON = [
    "keys": [
      [
        "kty": "RSA",
        "kid": "r",
        "use": "sig",
        "alg": "RS256",
        "n": .string(
          """
          stQVzhVsMcP8S3eaCKkf4S9JF0Ibc4gTpCp34bwVRJcrJyAjiaXkHqFvYSQ6cN5AOASgkyO7iexWFP3ETOtqDGE9_eLU41v2Aw1u\
          jkod91TybXFjAwVib7nZPK5wCnITM1mugfOiSoE6QFh4MMhS9W34oWWJM6sTNYCCcMQunv9yw4xtaJdIPgtCkQulcJCiAlwXI_L0\
          Wo0g2BYWcFTkJa53NOmoSHAViUY3DMiOkmOgD1Wmhwb2qbBAn2JOgeCDFjWI3bbMbc1xvWOwRM2fu2W9iSf_6sfGxA88BwaR799_\
          -RvIY3lUBwg5Y0OaYKUPCuhe6bITOSRibAGNYcdzJQ
          """),
        "e": "AQAB",
      ],
      [
        "kty": "EC",
        "kid": "e",
        "crv": "P-256",
        "x": "vxna4xuQkQyNO_1VSPGULVxgemXH9Ad0HE-LjaPrRyc",
        "y": "1HHp0_i8IEHUOgOvNFu3o8kkXzeue6jBB2HuMj87w4k",
      ],
    ]
  ]
  /// The same names for the other kinds.
  static let swappedKeys: JSON = [
    "keys": [
      [
        "kty": "EC",
        "kid": "r",
        "crv": "P-256",
        "x": "vxna4xuQkQyNO_1VSPGULVxgemXH9Ad0HE-LjaPrRyc",
        "y": "1HHp0_i8IEHUOgOvNFu3o8kkXzeue6jBB2HuMj87w4k",
      ]
    ]
  ]
  static let shortKeys: JSON = [
    "keys": [
      [
        "kty": "RSA",
        "kid": "r",
        "n": .string(
          """
          x-02votXjm5SmVEi30nSiPi95BfkIleDr_JHClaooWWTWqhj2Kc6YADH_1YEVL4iMcMFJMeBxsi4uacf7ScQvXOGWqoGA90RAljB\
          NMxlFnj2SzWmtieSv2SrsyGu9nkcSQx20Pe3h8s7TURR-W9H4Dnd-mpoKtxz3Xca1JXpmik
          """),
        "e": "AQAB",
      ]
    ]
  ]
  static let rsa = """
    eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
    CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3Jvd\
    XBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia\
    2ltIiwgIm5hbWUiOiAiS2ltIEJlcmcifQ.PiAo1BLbb-Fx0ONVGzje8CI9zbPpHF01huaTnJfRxW97SUQlqmSBpaxwomKm0uwNq-\
    4jtK_3yb_hN-89w6paVXsXRFh-fKY8IbHXJcGPg6sjiDX_tHFKTqWsevnof0d_X2MiWPmPwf9SUcsZ44XhFaiEl7-aTmBxH0Bd2F\
    kfKt7e8vwpqifri3He9xrhlbwgRdmXIXSvJv6Ud2CNaIrPVr5_7OPWqw0CjxNQ8gANOKAWZUnF-HmkbMsZIeu8dOz632zqyg5tgC\
    a4oTZWuemHdK-xyQnJPVbXTrX6A1IY_LkKrmIbFo1e9xqGZARgin8uRBhbzvIQBwErSfPGRo05eQ
    """
  static let ec = """
    eyJhbGciOiAiRVMyNTYiLCAia2lkIjogImUifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
    CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3Jvd\
    XBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia\
    2ltIiwgIm5hbWUiOiAiS2ltIEJlcmcifQ.Ej6NmR1TQzIS3ptOeXJQ9vJNInialZiZoE3KmdBDOJKVso0wd8Vb_Lt3glOve1re-q\
    OhgBzfy6Yxcfu-xaOW7g
    """
  static let short = """
    eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
    CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3Jvd\
    XBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia\
    2ltIiwgIm5hbWUiOiAiS2ltIEJlcmcifQ.BHj8uQBXOQImPPzM-mRm7A7Lix7BFPwlSkalrWBL-cIDCT28wF8m6E0zn-gJ61xUDK\
    YTMamoI4fFTeWN6Nqyz7AQ9EQT5FMNIynI3vbIVSMZY2Hg3vVQlsxsU_0rObV6YMxqtx0dW_VjyaerciCCbRs3kcKdDGdtRJLRyq\
    y7io0
    """
  static let forged: [(name: String, token: String)] = [
    (
      "none",
      """
      eyJhbGciOiAibm9uZSJ9.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiLCAiYXVkIjogImRlc2s\
      iLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3JvdXBzIjogWyJpdC1kZXN\
      rIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia2ltIiwgIm5hbWUiOiA\
      iS2ltIEJlcmcifQ.
      """
    ),
    (
      "None with a signature",
      """
      eyJhbGciOiAiTk9ORSIsICJraWQiOiAiciJ9.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiLCA\
      iYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3JvdXB\
      zIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia2l\
      tIiwgIm5hbWUiOiAiS2ltIEJlcmcifQ.ryzPDleWfOo8w-QNs9HtYnBqY4LNv2blYgQ0e5PX2CvoQBS-65VYI74wDFHtKXFR54ea\
      324gQhb7cnSQ-A8n7vp6bVDMy_3VO3fgZyJAttO8fno5k6Ru5fsRxsKjCXtOculgVPQhKmsCOFLA-AMCRVPTbZnMb4vgC3zA4bY2\
      97bkuwRwuo0I9tCMH0QohA9T6ZXmfMN14vJKsuqswXyWqjRUVmyh1XHvOmo_El_bDibQE6K2qGLL1UfiErmv2oWS67FZEts7xkaz\
      JOFtorcedr_-VPkuWJPLFmPmD2bZuMcsy7Z67K_R1aN6xgW6bH8kwj8f1W2fF7xeYpRNIWTMFQ
      """
    ),
    (
      "HMAC with the public key",
      """
      eyJhbGciOiAiSFMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3Jvd\
      XBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia\
      2ltIiwgIm5hbWUiOiAiS2ltIEJlcmcifQ.tM8v2AnmVXfcoMD6AFD9cv0qzzLF8D-oe5MtQvp3zJo
      """
    ),
    (
      "HMAC with the modulus",
      """
      eyJhbGciOiAiSFMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3Jvd\
      XBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia\
      2ltIiwgIm5hbWUiOiAiS2ltIEJlcmcifQ.3TNlNRxe5Jp9VjE_ZdHufVnDoyfM3YeMDZcTVlUhWFY
      """
    ),
    (
      "an RSA key said to be an EC one",
      """
      eyJhbGciOiAiRVMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3Jvd\
      XBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia\
      2ltIiwgIm5hbWUiOiAiS2ltIEJlcmcifQ.WF3kPt0vvd-lCmocKkzjC-PrhOTAT2uoJzkW-fCBsYRpHmo_yrgoFmHknR-GMMewFD\
      O0EUZ6VfM_CELoe3JYN1Hr6xhqbppwnd2-d_xTeI6jHxVbZLd3r0Hc4lkoXnuAjsUKLuEoiecg8vZv50Nwu7McTcSiYAT9reoevj\
      FQqadflpNoscNZzCcJWgUxUS3DF1igByRWjmU7EPEhCeum6g2r4RZ5qkVVvkQeC15OBHDN_KTRb6Jf6YcZ7gLdp_qTC0Hru1rOhQ\
      6Yi9NEd91HR-v7QRx_iK2AldyxyF-m-bGMFL1vo2lJzQ97G8TOdpaP56CPVCsKjPj6IJvSNfY2jA
      """
    ),
    (
      "PSS in the place of PKCS",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3Jvd\
      XBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia\
      2ltIiwgIm5hbWUiOiAiS2ltIEJlcmcifQ.Xr35uONxSvczHRaZa5Esy9zETudxglhqzPydVruuechMv6oggx4qywigzpcSDTZDIp\
      yQCQZ9ympEmxY1olZ0XGXMVlh175ui4fc6kf6oKVnCwyvWKGru75nteHOft3nK0FofuuvidChThuy6uENTegxHHFlecyb0VbPTbA\
      z15q1lGkJQ5DwnQbOPXZqqYQaO6pIyRLoq-RZs8xyfVZw-vyTAOuxqHs3acjGrJvBGIpRAN6bFusHHhoFkmXfmXp4kLbXgZDuW1f\
      6FX0Klb2ujfsWdz2Cx96b6E226CgAX--21xHw_KerDm-Det_POQcMGODhz_5XuzX4bBLTKvYe7Vg
      """
    ),
    (
      "another algorithm's name",
      """
      eyJhbGciOiAiUFMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3Jvd\
      XBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia\
      2ltIiwgIm5hbWUiOiAiS2ltIEJlcmcifQ.bN_Ad1Kp2MjwG7oo4RDuodX6aWX9968a1u_QNB1TqsFmo8BtUNtQ09ClEjALF3MhdS\
      aq7GaCUFFpUL5otCbFOu6RVS2Z_WSNqumA4JoP9HSkzdxahv93uxTG1MR_P3WRSAOnv_8CGPgQCu6_MwHjMMenAjY-sTfhVmVfCG\
      oJa5QGyHL1ogI4nqiDhNlO_szykJpLnlw6GNWzUsnV11xzQkeRtR0rjSR9LEejfRwB_yPc_HKDrHwcJwTNp4zDbuOYLzhBA0JT_o\
      1gQ9jlPmE_wy2LFldjkf3qfvMzTAE0TeARA1qS52TAYJLEgy1FNhpRdkTUXCOatmLLWJ3LAiPosg
      """
    ),
    (
      "ECDSA as DER",
      """
      eyJhbGciOiAiRVMyNTYiLCAia2lkIjogImUifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3Jvd\
      XBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia\
      2ltIiwgIm5hbWUiOiAiS2ltIEJlcmcifQ.MEYCIQCisqCi6ebRmBFaJ5PtcFtFRhtApx5z48MwmdPGcHcWgAIhAJDpIrVEU3qMiI\
      -BvYmBjMADz18KQPwEm0R3EyTqZfsO
      """
    ),
    (
      "no kid and another key",
      """
      eyJhbGciOiAiUlMyNTYifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiLCAiYXVkIjogImRlc\
      2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3JvdXBzIjogWyJpdC1kZ\
      XNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia2ltIiwgIm5hbWUiO\
      iAiS2ltIEJlcmcifQ.HmU7pixnxXs5IMYMwxvHB9Izc7Yt4O3-skgCz4Zn8ubytSH7zJBxymZQb9gwB8JxcIcjQ1gg9DNkK3NwYD\
      yB4ogeG3mQPTlczXu5PyK_LvFnNuGkMiCI2HiD8jZItaSf7TJIJzR36EaYS_alaER4xDiQklTQuC2bk0NGtMMAKRI
      """
    ),
    (
      "what is critical",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIiLCAiY3JpdCI6IFsieCJdLCAieCI6IDF9.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5\
      leGFtcGxlIiwgInN1YiI6ICJ1LTEiLCAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDA\
      sICJub25jZSI6ICJuLTEiLCAiZ3JvdXBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJ\
      wcmVmZXJyZWRfdXNlcm5hbWUiOiAia2ltIiwgIm5hbWUiOiAiS2ltIEJlcmcifQ.EbTWjc-qKrMPRWceFm6N1MgUIzXNqigfg-ME\
      QwyD4pXAuvN0D7jmkU73-ev5HW50VDdHWTcwTUdSHbutYDsYvLJpI9AsKWJqXUgAov2zyJGTZrkEKOwk6MmwDU2V8HQ8vv_6uSnN\
      MxIeJd72X1rs0zQ3UazHt5yzBLvopsoXBlgNuJ8pd0HCS_CiKqsrm6_nJ0RzeVvllATBtRTMvWOVoqUU26oYhKc5Cv7G_2MGWJQB\
      QwBJW955AC6NiJ7rBJiw2xzsxAFDS59kSzpUA8qWu-PIaIbOsXI3yCsMNlrZ3M3VpV09JZSJzbWV6-eZIM7no_p9XVQJJXdcN2ur\
      MsDVVw
      """
    ),
    (
      "a key in the header",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInoiLCAiandrIjogeyJrdHkiOiAiUlNBIiwgIm4iOiAieC0wMnZvdFhqbTVTbVZFaTMw\
      blNpUGk5NUJma0lsZURyX0pIQ2xhb29XV1RXcWhqMktjNllBREhfMVlFVkw0aU1jTUZKTWVCeHNpNHVhY2Y3U2NRdlhPR1dxb0dB\
      OTBSQWxqQk5NeGxGbmoyU3pXbXRpZVN2MlNyc3lHdTlua2NTUXgyMFBlM2g4czdUVVJSLVc5SDREbmQtbXBvS3R4ejNYY2ExSlhw\
      bWlrIiwgImUiOiAiQVFBQiJ9fQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiLCAiYXVkIjogI\
      mRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3JvdXBzIjogWyJpd\
      C1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia2ltIiwgIm5hb\
      WUiOiAiS2ltIEJlcmcifQ.PSdOEIz7tiRv5FbM-wa_tmAmzNWPSv_9E0RZbwW2mjAGfbkou3a0S9omcGJLi9_zSxwpx2xBcP9P6S\
      OVWao7cGVkajoz6Vameq35RFzXEhgowncvfzP-Rdt4kquAq4A2BUia01WDy0Fn_2DZaV3TInY4RmEuGoncznbhidp4SnA
      """
    ),
    (
      "another audience beside",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogWyJkZXNrIiwgIm90aGVyIl0sICJleHAiOiAxODAwMDAwNjAwLCAiaWF0IjogMTgwMDAwMDAwMCwgIm5vbmNlIjogI\
      m4tMSIsICJncm91cHMiOiBbIml0LWRlc2siLCAic3RhZmYiXSwgImVtYWlsX3ZlcmlmaWVkIjogdHJ1ZSwgInByZWZlcnJlZF91c\
      2VybmFtZSI6ICJraW0iLCAibmFtZSI6ICJLaW0gQmVyZyJ9.JmLbthiTjIPdJtYcUB3-K0bGMZTFxJbIOptV2O7xWQHtb6x6XQqg\
      cL0DsaGnk_yGoqpUz0PyNhBBV9EAwatnlvN2fkYhxWbqR5MyM2dWbyhobKKv4wui4mOYC-deekqHfVOqfBlTqBqs6ozFcJfILWvx\
      z34TlUsKR6mdDnZs7DYwB4ywzNVWEUKpDFKUDdkf5wwKcNvZuCRQBi5jsuOxSIJ4zifKrXoQFSb1ba0hG69I1tqUbCvr271HLHo-\
      MFCaSUwIYd-e-mETPpqUhfV5Y7gHI5Y2ZOVH8ovp3ddTI6Rn9gUpABjQVxOPly8JF4EmFLyRl2bp64Z-takrH-c6wg
      """
    ),
    (
      "another party",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3Jvd\
      XBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia\
      2ltIiwgIm5hbWUiOiAiS2ltIEJlcmciLCAiYXpwIjogIm90aGVyIn0.JZPC16ftMXn7gvmNv-drVl08tXGEK4_xUY-5ema8c8Y2W\
      EhG8u5B-WCL8O9imvRgyyxyOvyYZXolebGxL2ouUyX35MNcgm6Wqrlfqjl60LedOJgj5qNt1Kb0OA0cZqH2Ae1yHzB2vQvKJTDQh\
      diR1XHOnvGFSVahgnMTM52O5isDtdCaFq2_RjQq0TQD2g2MGZp6aFwZxgmH6TmYCGy7zlI4xtJTgpX4CK-Xj2WsnjOeYg5eBU7pc\
      MNQ7W1k4ztET1blCXC6h495lvZr3krfx-qTNmGKMUxwlk6IwhCjKil4y3HuW8PhcV-oRUU5s2MOzkNe5-HzfagAdtys1TnHUg
      """
    ),
    (
      "no audience",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3JvdXBzIjogWyJpdC1kZXNrI\
      iwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia2ltIiwgIm5hbWUiOiAiS\
      2ltIEJlcmcifQ.On5BGnQOQj879zEaMn257VlfH2l36TpCsGgeJuepSHjr727Hwn96z4mVA8SZ9WKcWEfx7gr84QQdsKQdKtV38k\
      8VlyjEwzYXH7XCAsgs8afaB1kgkqooPKCI8b4n2qTMNRJ1aHi5oF-GWEE1q_FfOG7IPqKb6oG4PdNNflrRgMBAMkhUlxN0RmWkYT\
      x4yULqYOGF7UiDIfhj0jvtSI44VyuGjQFQByYj-QVEDVLpRDX7_Iw-fWseaRRR_sCPYlWahtcZjswp4GaIj2TpGjF1cgD7okvU91\
      d__qV4d3sR4kysthxEXqLy-OrPdYiKh_7bW_Qh3MpHe-HPaeI1_ZIpbg
      """
    ),
    (
      "no expiry",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiaWF0IjogMTgwMDAwMDAwMCwgIm5vbmNlIjogIm4tMSIsICJncm91cHMiOiBbIml0LWRlc2siLCAic\
      3RhZmYiXSwgImVtYWlsX3ZlcmlmaWVkIjogdHJ1ZSwgInByZWZlcnJlZF91c2VybmFtZSI6ICJraW0iLCAibmFtZSI6ICJLaW0gQ\
      mVyZyJ9.Nxi7Ma7dEKtlOvZlzsa00LAPP6hDiUVnytEjjGp1zitcRvJ5o9i4JR5nxznbzpum7rH0tUSGQ7qEUR8dQqPQHcS2UN_S\
      PHuV2dLQLm6XZKxaTeuM41kQ6iP5aGgUtap3jNaDzisqLk6sLsLcGSfHkU8b-neD_hC2o4aTv6EI4yVszZDd_kvDaapFP9xDnRJU\
      50jK0hkO-L4X5T7-kni-FeDo7Inxr43qX8m8v66PvhNgbIzFF4LcTQko-yw0K88vYFyz-JVSuFXHTAEo8ljEGFWe5cZOyBpRQClO\
      DBCbU6RsVVk5HvJBBVqhGSz8m9dhTWkHojtNJHuJXZGXnOSB5w
      """
    ),
    (
      "an expiry as text",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogIjE5MDAwMDAwMDAiLCAiaWF0IjogMTgwMDAwMDAwMCwgIm5vbmNlIjogIm4tMSIsICJnc\
      m91cHMiOiBbIml0LWRlc2siLCAic3RhZmYiXSwgImVtYWlsX3ZlcmlmaWVkIjogdHJ1ZSwgInByZWZlcnJlZF91c2VybmFtZSI6I\
      CJraW0iLCAibmFtZSI6ICJLaW0gQmVyZyJ9.Rzsrc6x_4kvP4csNGQHMeGDHgliXoTX6fpR84gzsHO1gaTbwba6a2V7LpDplEhae\
      jlOlJsZfQ56THynFYhs0YawUzLaslJf5wCEEwIqVOIkXogHQ2gr6O4UJm5pAUe3W_M7nY8olKCl9FOKX1bM4cxqUrZE_jbK_W6Q0\
      vUi_wGIH4Pj3uj2HCq1UV2XUZtsa7aah7tlPMR88mn1OdfHsYkxwaNx0dxyRu2RjRU-Ds6oOBQe3lbHnBaTHAFzYt5j4yEaiADil\
      wbS-dAwXjuYFpp3RqvjeMFvavsweXETli0zh2JrVdAOValnQDtU5BvfeJJMskD3pQ_d39vwU0QyJug
      """
    ),
    (
      "a negative expiry",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogLTEsICJpYXQiOiAxODAwMDAwMDAwLCAibm9uY2UiOiAibi0xIiwgImdyb3VwcyI6IFsia\
      XQtZGVzayIsICJzdGFmZiJdLCAiZW1haWxfdmVyaWZpZWQiOiB0cnVlLCAicHJlZmVycmVkX3VzZXJuYW1lIjogImtpbSIsICJuY\
      W1lIjogIktpbSBCZXJnIn0.meUXNtC_bKDIjQHXia6zzkPNGqGfr3W-seFW6mIRNYhd08-kmkiaGPFr-ywGbYlcz0JSL3kRtDKTG\
      yCGbXWE4Sn9UD7hbGlfJ3GAATAc0FykWqvGgaopynU0oknJEtk_1V0DEOHV-DlHtDseZT_jGjeaxV7F_GP6yIKKQJp7orXJGtgLb\
      YIvQpalIhvhKtXIWRO3vDtzOYHveHMFMlOVlpvunWDiIXBv2xZrIXtHlPruvsK_jAofuTeBj1PlwkhvGkbopoBFatM_O2O7UIEZE\
      bXiVxzRnwnWw3FflhaxEd1PDGjwNuQUXtyK8k99ei4kPJsYnkq6fL4_xOuTEY_x6w
      """
    ),
    (
      "no nonce",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJncm91cHMiOiBbIml0LWRlc2siL\
      CAic3RhZmYiXSwgImVtYWlsX3ZlcmlmaWVkIjogdHJ1ZSwgInByZWZlcnJlZF91c2VybmFtZSI6ICJraW0iLCAibmFtZSI6ICJLa\
      W0gQmVyZyJ9.N81ZOdgAj2k7AI1ld6v1AifJ06nmun7ExrC5rFMpB-gWp-xlIdPKcP9ExXowl3lMBWGfwpV50bGdItN4ktgSDMVo\
      r7I5ltIBsTIKis22y8GBI3UqZB4Qx8MOEK9B0VamQvFxCQyEawnzks-8ShkZBHvBnHHfMonK76G428JqWptNmpC_wcOJnEAxkQM5\
      WgpanVQJgWIlaxLG-q45wWWPSwsc3SN4be7UQnjFG6JUDfeR1Y7t1olknZUdtKItLL4zlbeBVoIOb6eR7yiPniXxxgjBHSZC1cDC\
      d_z9c97pz6S6zQQRVX029G_sT-eH4hFQPJesweeSX3TZETLxG2Km5A
      """
    ),
    (
      "no subject",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICIiLCAiY\
      XVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3JvdXBzI\
      jogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia2ltI\
      iwgIm5hbWUiOiAiS2ltIEJlcmcifQ.XqQEWHdRiLKxLd8kKCsvpUIk54d6M89tEdnVKUJahmRN10oFoQFouQ8LKPF9C6vMRJ4eJh\
      q6sW04wAFm3koufjBwFYrroYmsRPq3O_be_P3d-WM6bV2WtcD50pNxBCfYXSafSX5pwsUsqF4Gg6JjOxl1_hhV0_cvCydYRw_PoQ\
      R95mMWMANtUQ0sJcqVQHvBcJRBNlgzt7MExY_xazsDbyUcEoFUbLrTI0Ba68X7lc6v30h4kjSEsqiMnBi-bGu0cOJKcx-JkQhhK1\
      u08TE9NLUan-22B06L2EwGXzPdug9DP1QtHoB2QcLBnUuIS4HsnbOhtAQuJnu_cN8wNICI5w
      """
    ),
    (
      "a subject as number",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6IDEsICJhd\
      WQiOiAiZGVzayIsICJleHAiOiAxODAwMDAwNjAwLCAiaWF0IjogMTgwMDAwMDAwMCwgIm5vbmNlIjogIm4tMSIsICJncm91cHMiO\
      iBbIml0LWRlc2siLCAic3RhZmYiXSwgImVtYWlsX3ZlcmlmaWVkIjogdHJ1ZSwgInByZWZlcnJlZF91c2VybmFtZSI6ICJraW0iL\
      CAibmFtZSI6ICJLaW0gQmVyZyJ9.DyrFgWIJykWAUrveSoriwHBm27-HX7PMXZDZwWD-N0Lwx-mRNKN6k8vsUmD0DAC58raR31t5\
      HV7I_N442K9RgyJ9TD60DH0v9P6VgtO9vWKcp6fflrXzizQ196eY_P3a35xdUqcOOSx8WQll5bLg2__ZXuVWOWm7ungLt_RB6M3Q\
      _BYtd2Wi3d9fm-RnT8CRlcvAg4boVqUS0sENayhfeUiSWfwNKVF4Mk70VGXM1scNu97Is5xlSv06nhb77Zpk6YJge_Wa8YB-wPsq\
      JDAv6MTl_KSs6cfODcm41VdjvP2ptIpOsdp97qbSFtmOxRdRqleJdCS84AH4VPqOfyrb_Q
      """
    ),
    (
      "not yet",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgImlhdCI6IDE4MDAwMDAwMDAsICJub25jZSI6ICJuLTEiLCAiZ3Jvd\
      XBzIjogWyJpdC1kZXNrIiwgInN0YWZmIl0sICJlbWFpbF92ZXJpZmllZCI6IHRydWUsICJwcmVmZXJyZWRfdXNlcm5hbWUiOiAia\
      2ltIiwgIm5hbWUiOiAiS2ltIEJlcmciLCAibmJmIjogMTgwMDAwMTAwMH0.PinbExN9iXeHd7sLFb4ZMOrUFv4t-n72OhPEyOv5A\
      sNgtYtpC2FwK0QmzP_mMbBGf_WeciaYmLs-HsPC44iy0JvEl-egWxxd1q45znzUL3rm7x8Gn3np4rUlVHzqDkvZdPSSHMuBWxDOw\
      j3iDOsY4V3UQ_rtEDnBVCFUYhU_X0LQOf0bw-_lfOssiwdgsc8VQ-vHbH44rscYZ3uC65AjLETLqQ2RkWG89cB0U1lKWWvWeqVW_\
      Hx4qCIhaZMV6lQARFkbfKnLkvqU_1MSngN5RiHC3Y07g1bZY_bsBm0eLwJNWumhYLOybFM8wZoS8RW7gxI1FE_00RtZLVwtaigmp\
      g
      """
    ),
    (
      "no issue time",
      """
      eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInIifQ.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGFtcGxlIiwgInN1YiI6ICJ1LTEiL\
      CAiYXVkIjogImRlc2siLCAiZXhwIjogMTgwMDAwMDYwMCwgIm5vbmNlIjogIm4tMSIsICJncm91cHMiOiBbIml0LWRlc2siLCAic\
      3RhZmYiXSwgImVtYWlsX3ZlcmlmaWVkIjogdHJ1ZSwgInByZWZlcnJlZF91c2VybmFtZSI6ICJraW0iLCAibmFtZSI6ICJLaW0gQ\
      mVyZyJ9.VxRdhW-PRRFkoVLgJcD_9glMUKTtAlTsFIy_-L2i53CSSNdlQV6fl1k3Gc9szqy6QGkf5t4sb3jNfOtIYDKcwDMYy1-s\
      rRehsMaLry-u4AYnhwIMJCqE0DeUoAkS5YQOzFcPSxTiz1lnJYJqzzkaemKuMcFSjD2OBMzzeO9GS6zCXnd6zDyTdY9iFFn4J7wT\
      qxFgIXuy9pjqihr4c90pEaqtHpt5i5_4iltiAU6tPtLMmaxEAmYlepi7zRwQgorH0Hj8tj_R24aT6IPaRlPMYvrRrqE60OOHv12C\
      8BkivgL5wSyW4RexOKFr6W8H3sEyTwQCuHpYD0P1RSn5QSrMTA
      """
    ),
  ]
}
