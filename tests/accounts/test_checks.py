from healthsite.checks import check_proxy_count, check_shared_cache, check_staff_mfa


class DeployCheckTests:
    def test_unsaid_number_of_proxies_is_an_error(self, settings):
        settings.TRUSTED_PROXY_COUNT = None
        assert [found.id for found in check_proxy_count(None)] == ["healthsite.E001"]

    def test_no_proxy_is_an_answer(self, settings):
        settings.TRUSTED_PROXY_COUNT = 0
        assert check_proxy_count(None) == []

    def test_cache_of_each_process_alone_is_warned_of_in_production(self, settings):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
        settings.INSECURE_LOOPBACK = False
        assert [found.id for found in check_shared_cache(None)] == ["healthsite.W001"]
        settings.INSECURE_LOOPBACK = True
        assert check_shared_cache(None) == []

    def test_staff_without_second_factor_is_warned_of_in_production(self, settings):
        settings.REQUIRE_STAFF_MFA = False
        settings.INSECURE_LOOPBACK = False
        assert [found.id for found in check_staff_mfa(None)] == ["healthsite.W002"]
        settings.REQUIRE_STAFF_MFA = True
        assert check_staff_mfa(None) == []

    def test_check_command_runs_them(self, settings):
        from django.core.management import call_command
        from django.core.management.base import SystemCheckError

        settings.TRUSTED_PROXY_COUNT = None
        try:
            call_command("check", deploy=True, fail_level="ERROR")
        except SystemCheckError as refused:
            assert "TRUSTED_PROXY_COUNT" in str(refused)
        else:
            raise AssertionError("check --deploy accepted an unsaid number of proxies")
