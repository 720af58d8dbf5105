package dev.futurewire.server;

import picocli.CommandLine.IVersionProvider;

/** The version line: ours, from the jar's manifest, and the runtime's. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String ours = VersionProvider.class.getPackage().getImplementationVersion();
        return new String[] {
            "futurewire " + (ours != null ? ours : "(built from source)") + " on Java " + Runtime.version()
        };
    }
}
