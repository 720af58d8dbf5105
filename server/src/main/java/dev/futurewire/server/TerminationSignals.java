package dev.futurewire.server;

import java.io.File;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Hands SIGTERM, SIGINT and SIGHUP to a {@link Termination}.
 *
 * <p>Why not a shutdown hook: the JVM that a signal ends exits with 128 + the signal's number, where ours must exit with
 * 0; only {@link Runtime#halt} could change that, and it would cut off every other hook (a flight recording's dump, say).
 * And once hooks run, a second signal goes unheard. With a handler of our own the main thread ends by itself through
 * {@link System#exit}. {@code sun.misc.Signal} has been the one way to have a handler since Java 1.2 and is exported by
 * {@code jdk.unsupported}; it is called by reflection because javac warns of it with a warning that cannot be switched
 * off.
 */
final class TerminationSignals {
    private static final List<String> SIGNALS =
            File.separatorChar == '/' ? List.of("TERM", "INT", "HUP") : List.of("TERM", "INT");

    private TerminationSignals() {}

    /** Takes the signals over. One that cannot be taken (-Xrs reserves them) keeps its default. */
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
                    return method.invoke(action, arguments); // toString and its like
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
