package dev.futurewire.support;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Creates keys and certificates for tests, valid for one day: self-signed ones, and ones signed by an authority. Encodes
 * the DER (X.509, RFC 5280) itself, since the JDK has no public API that creates a certificate.
 */
public final class TestCertificates {
    private static final AtomicLong SERIAL = new AtomicLong(1);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String RSA_WITH_SHA256 = "1.2.840.113549.1.1.11";
    private static final String ED25519 = "1.3.101.112";
    private static final String ED448 = "1.3.101.113";

    private TestCertificates() {}

    /**
     * A certificate and its private key.
     *
     * @param certificate the certificate
     * @param key the private key
     */
    public record Issued(X509Certificate certificate, PrivateKey key) {
        /** The certificate in PEM. */
        public String certificatePem() {
            try {
                return pem("CERTIFICATE", certificate.getEncoded());
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        /** The key in PEM, PKCS#8. */
        public String keyPem() {
            return pem("PRIVATE KEY", key.getEncoded());
        }

        /** Writes the certificate to a file. */
        public Path certificateIn(Path folder, String name) {
            return write(folder.resolve(name), certificatePem());
        }

        /** Writes the key to a file. */
        public Path keyIn(Path folder, String name) {
            return write(folder.resolve(name), keyPem());
        }

        /** Writes the certificate and the key to a PKCS#12 key store, as the entry {@code key}. */
        public Path keyStoreIn(Path folder, String name, char[] password) {
            Path file = folder.resolve(name);
            try (OutputStream out = Files.newOutputStream(file)) {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("key", key, password, new Certificate[] {certificate});
                store.store(out, password);
                return file;
            } catch (GeneralSecurityException | IOException e) {
                throw new AssertionError("cannot create a key store", e);
            }
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text in PEM. */
    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** A self-signed certificate with a key of an algorithm (EC, RSA, Ed25519, Ed448). */
    public static Issued selfSigned(String algorithm, String... hosts) {
        return issue(hosts[0], null, algorithm, Instant.now().minusSeconds(60), 1, false, List.of(hosts));
    }

    /** A self-signed authority. */
    public static Issued authority(String name) {
        return issue(name, null, "EC", Instant.now().minusSeconds(60), 1, true, List.of());
    }

    /** A certificate for host names and addresses, valid today. */
    public static Issued issue(Issued authority, String... hosts) {
        return issue(hosts[0], authority, "EC", Instant.now().minusSeconds(60), 1, false, List.of(hosts));
    }

    /** The same with an RSA key. */
    public static Issued issueRsa(Issued authority, String... hosts) {
        return issue(hosts[0], authority, "RSA", Instant.now().minusSeconds(60), 1, false, List.of(hosts));
    }

    /** A certificate that expired yesterday. */
    public static Issued expired(Issued authority, String... hosts) {
        Instant from = Instant.now().minus(10, ChronoUnit.DAYS);
        return issue(hosts[0], authority, "EC", from, 9, false, List.of(hosts));
    }

    private static Issued issue(
            String name,
            @org.jspecify.annotations.Nullable Issued authority,
            String algorithm,
            Instant from,
            int days,
            boolean isAuthority,
            List<String> hosts) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            }
            KeyPair pair = generator.generateKeyPair();
            PrivateKey signingKey = authority == null ? pair.getPrivate() : authority.key();
            byte[] subject = name(name);
            byte[] issuer = authority == null
                    ? subject
                    : authority.certificate().getSubjectX500Principal().getEncoded();
            String signatureAlgorithm = signatureAlgorithm(authority == null ? algorithm : signingKey.getAlgorithm());
            byte[] signing = signatureIdentifier(signatureAlgorithm);
            byte[] body = sequence(
                    element(0xa0, element(0x02, new byte[] {2})),
                    element(0x02, BigInteger.valueOf(SERIAL.getAndIncrement()).toByteArray()),
                    signing,
                    issuer,
                    sequence(time(from), time(from.plus(days, ChronoUnit.DAYS))),
                    subject,
                    pair.getPublic().getEncoded(),
                    element(0xa3, sequence(extensions(isAuthority, hosts))));
            Signature signer = Signature.getInstance(signatureAlgorithm);
            signer.initSign(signingKey);
            signer.update(body);
            byte[] der = sequence(body, signing, element(0x03, new byte[] {0}, signer.sign()));
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return new Issued(certificate, pair.getPrivate());
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError("cannot create a certificate", e);
        }
    }

    private static String signatureAlgorithm(String keyAlgorithm) {
        return switch (keyAlgorithm) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> keyAlgorithm;
        };
    }

    /** The AlgorithmIdentifier of a signature algorithm: only RSA has parameters, NULL. */
    private static byte[] signatureIdentifier(String algorithm) {
        return switch (algorithm) {
            case "SHA256withECDSA" -> sequence(oid(ECDSA_WITH_SHA256));
            case "SHA256withRSA" -> sequence(oid(RSA_WITH_SHA256), element(0x05));
            case "Ed25519" -> sequence(oid(ED25519));
            case "Ed448" -> sequence(oid(ED448));
            default -> throw new IllegalArgumentException(algorithm);
        };
    }

    private static byte[] extensions(boolean isAuthority, List<String> hosts) throws IOException {
        List<byte[]> extensions = new ArrayList<>();
        if (isAuthority) {
            byte[] constraints = sequence(element(0x01, new byte[] {-1}));
            extensions.add(
                    sequence(oid(BASIC_CONSTRAINTS), element(0x01, new byte[] {-1}), element(0x04, constraints)));
        }
        if (!hosts.isEmpty()) {
            List<byte[]> names = new ArrayList<>();
            for (String host : hosts) {
                boolean address = host.matches("[0-9.]+");
                names.add(
                        address
                                ? element(0x87, InetAddress.getByName(host).getAddress())
                                : element(0x82, host.getBytes(StandardCharsets.US_ASCII)));
            }
            byte[] all = sequence(names.toArray(byte[][]::new));
            extensions.add(sequence(oid(ALTERNATIVE_NAMES), element(0x04, all)));
        }
        return join(extensions.toArray(byte[][]::new));
    }

    private static byte[] name(String name) {
        byte[] value = element(0x0c, name.getBytes(StandardCharsets.UTF_8));
        return sequence(element(0x31, sequence(oid(COMMON_NAME), value)));
    }

    private static byte[] time(Instant time) {
        return element(0x18, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] oid(String dotted) {
        String[] parts = dotted.split("\\.", -1);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(Integer.parseInt(parts[0]) * 40 + Integer.parseInt(parts[1]));
        for (int i = 2; i < parts.length; i++) {
            int value = Integer.parseInt(parts[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (value >> shift != 0) {
                    content.write(value >> shift & 0x7f | 0x80);
                }
            }
            content.write(value & 0x7f);
        }
        return element(0x06, content.toByteArray());
    }

    private static byte[] sequence(byte[]... parts) {
        return element(0x30, parts);
    }

    private static byte[] element(int tag, byte[]... parts) {
        byte[] content = join(parts);
        int length = content.length;
        byte[] head = length < 0x80
                ? new byte[] {(byte) tag, (byte) length}
                : length < 0x100
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        return join(head, content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
