package dev.futurewire.server;

import java.io.File;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Passes SIGTERM, SIGINT and SIGHUP to a {@link Termination}.
 *
 * <p>A shutdown hook does not suffice: a JVM that is ended by a signal exits with 128 + the signal's number instead of 0. Only
 * {@link Runtime#halt} could change that, and it would prevent other hooks from running (such as the one that dumps a flight
 * recording). A second signal would be ignored once the hooks run. With signal handlers the main thread ends the process
 * through {@link System#exit}. {@code sun.misc.Signal}, exported by {@code jdk.unsupported}, is the only way to install a
 * handler; it is called by reflection because javac's warning about it cannot be suppressed.
 */
final class TerminationSignals {
    private static final List<String> SIGNALS =
            File.separatorChar == '/' ? List.of("TERM", "INT", "HUP") : List.of("TERM", "INT");

    private TerminationSignals() {}

    /** Installs the handlers. A signal that cannot be handled (-Xrs reserves them) keeps its default action. */
    static void handle(Termination termination) {
        for (String name : SIGNALS) {
            try {
                handle(name, () -> termination.signalled(name));
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                System.getLogger(TerminationSignals.class.getName())
                        .log(Level.WARNING, "SIG" + name + " will end the process without a report", e);
            }
        }
    }

    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                TerminationSignals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                    if (method.getDeclaringClass() == handler) {
                        action.run();
                        return null;
                    }
                    return method.invoke(action, arguments); // methods of Object
                });
        try {
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw e;
        }
    }
}
