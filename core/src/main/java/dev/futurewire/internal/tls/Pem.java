package dev.futurewire.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM files (RFC 7468): certificates, and private keys in PKCS#8, PKCS#1 (RSA) and SEC 1 (EC). */
final class Pem {
    /** No key or chain is larger: a megabyte. */
    static final long LARGEST_FILE = 1024 * 1024;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final String[] ALGORITHMS = {"RSA", "EC", "EdDSA"};

    private Pem() {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(String label, byte[] der) {}

    private static List<Block> blocks(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException(file + ": larger than " + LARGEST_FILE + " bytes, which no PEM file is");
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            try {
                blocks.add(new Block(
                        matcher.group(1),
                        Base64.getMimeDecoder().decode(matcher.group(2).strip())));
            } catch (IllegalArgumentException malformed) {
                throw new IOException(file + ": malformed base64 in " + matcher.group(1), malformed);
            }
        }
        return blocks;
    }

    /** All certificates of a file, in its order; at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                certificates.add(certificate(file, block.der()));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + ": no certificate in it");
        }
        return certificates;
    }

    private static X509Certificate certificate(Path file, byte[] der) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException malformed) {
            throw new IOException(file + ": malformed certificate: " + malformed.getMessage(), malformed);
        }
    }

    /** The first private key of a file. */
    static PrivateKey key(Path file) throws IOException {
        for (Block block : blocks(file)) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return key(file, block.der());
                }
                case "RSA PRIVATE KEY" -> {
                    return key(file, Der.pkcs8OfRsa(block.der()));
                }
                case "EC PRIVATE KEY" -> {
                    byte[] wrapped = Der.pkcs8OfEc(block.der());
                    if (wrapped.length == 0) {
                        throw new IOException(file + ": the EC key does not name its curve");
                    }
                    return key(file, wrapped);
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new IOException(
                            file + ": the private key is encrypted; decrypt it (openssl pkey) or use PKCS#12");
                default -> {
                    // Certificates, EC PARAMETERS and the like stand beside keys.
                }
            }
        }
        throw new IOException(file + ": no private key in it");
    }

    private static PrivateKey key(Path file, byte[] pkcs8) throws IOException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException another) {
                // The next one.
            }
        }
        throw new IOException(file + ": not a private key that is understood (RSA, EC, EdDSA)");
    }
}
