package dev.futurewire.server;

import picocli.CommandLine.IVersionProvider;

/** Provides the version line: the program's version, from the jar's manifest, and the Java runtime's. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = VersionProvider.class.getPackage().getImplementationVersion();
        return new String[] {
            "futurewire " + (version != null ? version : "(built from source)") + " on Java " + Runtime.version()
        };
    }
}
