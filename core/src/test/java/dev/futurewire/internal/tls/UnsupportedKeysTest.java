package dev.futurewire.internal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys written by OpenSSL that Java does not support: each is rejected with a description. Created for this test. */
final class UnsupportedKeysTest {
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBfzCCASWgAwIBAgIUDtfRv9fvzNm3aWWOnkH66Wp3weswCgYIKoZIzj0EAwIw
            FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDEzMTczNloYDzIxMjYxMTA2
            MTMxNzM2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
            PQMBBwNCAAT1YR+rfvUQS/0TOxzPs8in7trgJfPn7rhgdmDcys8/6ZQ+uf74z56y
            uU2wsURG5uBUlDnBHXksuyYPnJfIwwbRo1MwUTAdBgNVHQ4EFgQUl8l1FCTCgpwt
            e1zjfv0Mrq9UqRgwHwYDVR0jBBgwFoAUl8l1FCTCgpwte1zjfv0Mrq9UqRgwDwYD
            VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAx7nOs8PBSm2DNL0n5gnO
            op3UFCRRc/dB4FeqodLnauMCIFSKty+sCc9f85aWGPSlqbqKTQwrSnZjl2DsknIE
            Zp/4
            -----END CERTIFICATE-----
            """;

    private static final String LEGACY_EC = """
            -----BEGIN EC PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-256-CBC,327E97E469D4CFB4FB4E2026BA95DC52

            4H3xg5nFRVMlxnlSmNypzfTsBg3oZZMhBJZXYeWBK/4QU8PenjL6tX4Gy+gOjSUh
            5hI+lEIsiw4Bz/40jlnzH5UnN/kycA9vIsMEZba133PqdMg58knh9ute32cQB1lJ
            cxXuPtxRaN8G6JeIKM2aNAkRsx8hnylpwkF5zIwf0/4=
            -----END EC PRIVATE KEY-----
            """;

    private static final String LEGACY_RSA = """
            -----BEGIN RSA PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-128-CBC,7E745896D10C76DEA6D6A88858620F27

            Bajqqm/e739PxA0TFddyEXPLCdoyoKPUxL/f8LCPWrJRJrQ8N2pwwrerhuarc5IT
            nFzBSJhuNgOQHc73AXS78rw3cTkDS46yDnN0iQjbDcC6J9ZnZ98Y6IOVWalx4wa1
            zvYdhugY4hFCT/5zcnpmrPJrzRE7Xc9o2YKIxHs7WeFneDvZUWXuKb9WV7p20bd8
            8s3Vy2G8ZM7gVfaya+btpM+tg9PRHrjKWEID4MVl6TEAJCxu1K+qTgMULZ74YHm9
            3TqnAEQXRVVbqJE0bId+DGCjCoTV/sYSYHOMPFmpgTwCyDFUMB6kzGflz41VG0tB
            TRI4fxUEvZfn/DqZltfr+JyEoIxrwzyEj3VL+0qaHW4Q0bDCxM9MfBjocN53n8ND
            MzPPdq86hCNMSoMlmSSU1br6VUMiY5ubGkD6M89WmpzgUolOoxF7EkFDHAEVtXhf
            k4xaief2m5eyVx8GkmdWMmrV//s5DnDAw+0Q/6buuk8ahteLVOfP7iKaVfaQ80IM
            Miv7uwo0MJMlpai1evkNyHiu46YLbk9U7KFKLhRm7LFpXiGn6GgEUHx9JT67SnZy
            MPS1VVTGvTmdKpGdBlRXhPBYFHXvNgJKpSTE0AWt0Nj9zClL7dzDpybUTCgAyd3s
            W6YfE/rhebA+/MOcVHeCjj2oAWN26paAYqVA3QgbtHwbvhqqcQHNTVxoXdeAH/em
            uPtAgs8g96Sd+Bb7k0yUqB0tz6lKIWqwKhr+87Vn2kTgfCsZaxWiBCtlV+Tje7vB
            uLbeoCuxYXCANMPuBRuq2bnft4P4HOxbQkxvsrfBH4U=
            -----END RSA PRIVATE KEY-----
            """;

    private static final String ENCRYPTED = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjKVa5xnYHzOAICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEELC6nnfCDMh0qwNEbAilragEgZDP
            3CM/9dDbcUXaXTTdb8Fehnuoj4RqHy3Y+VMGXRNbog4qx76Gn/sLVR9gFYU7x7BS
            QVWigSbQoFgduPvqFsnVW0B2J52X11sip3DN4YtI4iQ8sY4mFB0sTZ+2SppGB0P5
            IWXLogqUPfDx93qbUx2fTGOqjWr1KFucz1b8Ntj/4U9NSyF9tMaLTfuZu2QwNLk=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    private static final String SECP256K1 = """
            -----BEGIN PRIVATE KEY-----
            MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgnZwV5row1zRaJliGe2Zc
            KmEFE6nE4bK1NV2h9O1c5E6hRANCAASaRCzh3B3hSncz5e3S659ZdoqPCqn32LWY
            aIqE05xzWesX/m4WG97d3bQnH7xsaZBn6miGvd8S/kxVic5hGXq3
            -----END PRIVATE KEY-----
            """;

    private static final String SECP256K1_SEC1 = """
            -----BEGIN EC PRIVATE KEY-----
            MHQCAQEEIJ2cFea6MNc0WiZYhntmXCphBROpxOGytTVdofTtXOROoAcGBSuBBAAK
            oUQDQgAEmkQs4dwd4Up3M+Xt0uufWXaKjwqp99i1mGiKhNOcc1nrF/5uFhve3d20
            Jx+8bGmQZ+pohr3fEv5MVYnOYRl6tw==
            -----END EC PRIVATE KEY-----
            """;

    private static final String SECP256K1_CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBfDCCASKgAwIBAgIUdER8knU1jvxNwb7h51NrS3Uwc0swCgYIKoZIzj0EAwIw
            FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDEzMTczNVoYDzIxMjYxMTA2
            MTMxNzM1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwVjAQBgcqhkjOPQIBBgUrgQQA
            CgNCAASaRCzh3B3hSncz5e3S659ZdoqPCqn32LWYaIqE05xzWesX/m4WG97d3bQn
            H7xsaZBn6miGvd8S/kxVic5hGXq3o1MwUTAdBgNVHQ4EFgQUmrKq/aOvBBKB1V1n
            nziZKNsovWcwHwYDVR0jBBgwFoAUmrKq/aOvBBKB1V1nnziZKNsovWcwDwYDVR0T
            AQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEApzPs3T9trKcaxrHcM8+zdklA
            53pHLuUC1akahsKeFYsCIGCyALqNH8zCqxPQhD4sFlnQRkghocM12uL3zCUMrtVk
            -----END CERTIFICATE-----
            """;

    private static final String BRAINPOOL = """
            -----BEGIN PRIVATE KEY-----
            MIGIAgEAMBQGByqGSM49AgEGCSskAwMCCAEBBwRtMGsCAQEEIF3mwh8CZbQIfPrv
            H2tFmUkw2azLM6pddp4SWBvba2Q3oUQDQgAEWkserI/c69oDWRQdHGfCsqj9kam/
            YlUHKC0C8NJ0uAEwaOSoJme5XdOsg/oDeGgCbzKNzhMfxgXL5GDggIyyaA==
            -----END PRIVATE KEY-----
            """;

    private static final String SECT283K1 = """
            -----BEGIN PRIVATE KEY-----
            MIGQAgEAMBAGByqGSM49AgEGBSuBBAAQBHkwdwIBAQQkAVJXHy6vgX4GYuRlM68K
            YqMrkiBzaHkAcwNAqUDqIlF/PfszoUwDSgAEBBifrZUVRfHvS6k/vbj16zbPxfkk
            r5Ax8KeXDtz1zfNkAQadBEgKVM4IjpgMHUUTnhGp0wByVP5SBCVCfhl2lrnwcHpY
            wxW8
            -----END PRIVATE KEY-----
            """;

    private static final String EXPLICIT = """
            -----BEGIN EC PRIVATE KEY-----
            MIIBaAIBAQQgVx8cyCQlfnJL7MQFnBcH5YqnY5e0lp8S01RsFuoKpIOggfowgfcC
            AQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAAAAAAAAAAAAAA////////////////
            MFsEIP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57Pr
            vVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEE
            axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54W
            K84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8
            YyVRAgEBoUQDQgAE+fmci+SmQg314BYraJqOa9Wa+cb3Cd9CLgBKyQy5XS8VLQxp
            2jIlZXW0LSb6yDC4s8+i7GM+oSM9ifo3FDaQSQ==
            -----END EC PRIVATE KEY-----
            """;

    private static final String X25519 = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VuBCIEIKC/UK9xkAj6VJL65cG8xuS5espEmjokdeDXc4aSL3BG
            -----END PRIVATE KEY-----
            """;

    @TempDir
    Path folder;

    private Path chain;

    @BeforeEach
    void writeChain() throws IOException {
        chain = Files.writeString(folder.resolve("chain.pem"), CERTIFICATE);
    }

    private String refusal(Path certificates, Path key) {
        return String.valueOf(assertThrows(
                        IOException.class,
                        () -> TlsOptions.builder()
                                .certificate(certificates, key)
                                .build())
                .getMessage());
    }

    private void refused(String pem, String message) throws IOException {
        Path key = Files.writeString(folder.resolve("key.pem"), pem);
        assertEquals(message.replace("<key>", key.toString()), refusal(chain, key));
    }

    @Test
    void encryptedKeys() throws IOException {
        String legacy =
                "<key>: the private key is encrypted, in OpenSSL's legacy format; decrypt it (openssl pkey -in <key>"
                        + " -out <key>.plain) or use PKCS#12";
        refused(LEGACY_EC, legacy);
        refused(LEGACY_RSA, legacy);
        refused(CERTIFICATE + LEGACY_RSA, legacy);
        refused(LEGACY_RSA.replace("\n", "\r\n"), legacy);
        refused(ENCRYPTED, "<key>: the private key is encrypted; decrypt it (openssl pkey) or use PKCS#12");
    }

    @Test
    void unsupportedCurves() throws IOException {
        String rest = " is not supported by Java's TLS; secp256r1, secp384r1 and secp521r1 are";
        Path own = Files.writeString(folder.resolve("own.pem"), SECP256K1_CERTIFICATE);
        for (String pem : new String[] {SECP256K1, SECP256K1_SEC1}) {
            Path key = Files.writeString(folder.resolve("key.pem"), pem);
            assertEquals(own + ", " + key + ": the private key's elliptic curve secp256k1" + rest, refusal(own, key));
        }
        for (String[] each : new String[][] {{BRAINPOOL, "brainpoolP256r1"}, {SECT283K1, "1.3.132.0.16"}}) {
            refused(each[0], chain + ", <key>: the private key's elliptic curve " + each[1] + rest);
        }
        refused(EXPLICIT, "<key>: the EC key does not name its curve");
    }

    @Test
    void otherAlgorithms() throws IOException {
        refused(X25519, "<key>: not a private key that is understood (RSA, EC, EdDSA): its algorithm is 1.3.101.110");
        refused(
                X25519.replace("PRIVATE", "OPENSSH PRIVATE"),
                "<key>: not a private key that is understood (RSA, EC, EdDSA): OPENSSH PRIVATE KEY");
    }
}
