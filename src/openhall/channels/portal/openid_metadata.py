"""What the hall as OpenID provider says of itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openhall.blocks.federation.facade import ALGORITHM, NAME, OPENID, acr_of
from openhall.channels.portal.openid_programs import AUTHORIZE, KEYS, PUSH, TOKEN, USERINFO, public_json
from openhall.kernel.languages import ALL
from openhall.kernel.rights import Right, open_to
from openhall.kernel.signed_tokens import ALGORITHMS

_LEVELS = (1, 2, 3)


@open_to(Right.EVERYONE)
def configuration(request: HttpRequest) -> HttpResponse:
    """Say where everything is and what is spoken (OpenID Connect Discovery 1.0)."""
    del request
    base = settings.OPENHALL_URL
    return public_json(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/{AUTHORIZE}",
            "pushed_authorization_request_endpoint": f"{base}/{PUSH}",
            "require_pushed_authorization_requests": True,
            "token_endpoint": f"{base}/{TOKEN}",
            "userinfo_endpoint": f"{base}/{USERINFO}",
            "jwks_uri": f"{base}/{KEYS}",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": [*ALGORITHMS],
            "dpop_signing_alg_values_supported": [*ALGORITHMS],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": [acr_of(level) for level in _LEVELS],
            "claims_supported": ["sub", "acr", "auth_time", "name", "services"],
            "scopes_supported": [OPENID, NAME],
            "prompt_values_supported": ["none", "login", "consent"],
            "ui_locales_supported": [language.code for language in ALL],
            "authorization_response_iss_parameter_supported": True,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "claims_parameter_supported": False,
        }
    )
