package dev.futurewire.limits;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.support.TestTls;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every option of every builder, found by reflection: it reaches its accessor, it survives {@code toBuilder()}, and built
 * options do not change. A new option is covered as soon as it exists.
 */
final class OptionBuildersTest {
    private static final Map<Class<?>, List<?>> SAMPLES = samples();

    /** Samples of options whose parameter type does not say what is valid. */
    private static final Map<String, List<?>> NAMED_SAMPLES = Map.of(
            "protocols", List.of(new String[] {"TLSv1.3"}, new String[] {"TLSv1.2"}),
            "cipherSuites", Collections.singletonList(new String[] {"TLS_AES_128_GCM_SHA256"}),
            "applicationProtocols", Collections.singletonList(new String[] {"h2", "http/1.1"}),
            "serverName", List.of("example.org"),
            "trust", List.of(TestTls.AUTHORITY_FILE));

    /** Methods of builders without an accessor of the same name. */
    private static final Set<String> WITHOUT_ACCESSOR = Set.of("trust");

    @Test
    void lowWaterMarkDependsOnHighWaterMarkUntilItIsSet() {
        assertEquals(
                250,
                ChannelOptions.defaults().toBuilder()
                        .highWaterMark(1_000)
                        .build()
                        .lowWaterMark());
        ChannelOptions small = ChannelOptions.builder().highWaterMark(1_000).build();
        assertEquals(
                ChannelOptions.DEFAULT_LOW_WATER_MARK,
                small.toBuilder().highWaterMark(1_000_000).build().lowWaterMark());
        ChannelOptions set = ChannelOptions.builder().lowWaterMark(10_000).build();
        assertEquals(10_000, set.toBuilder().highWaterMark(20_000).build().lowWaterMark());
        ChannelOptions.Builder contradicting = set.toBuilder().highWaterMark(1_000);
        assertThrows(IllegalArgumentException.class, contradicting::build);
    }

    @ParameterizedTest
    @ValueSource(classes = {ChannelOptions.class, ServerOptions.class, TlsOptions.class})
    void everyOptionReachesItsAccessor(Class<?> type) throws Exception {
        for (Method setter : setters(type)) {
            if (WITHOUT_ACCESSOR.contains(setter.getName())) {
                continue;
            }
            int accepted = 0;
            for (Object value : values(setter)) {
                Object built = outcome(set(setter, value, builder(type)));
                if (type.isInstance(built)) {
                    Object seen = type.getMethod(setter.getName()).invoke(built);
                    assertEquals(text(value), text(seen), setter.getName());
                    accepted++;
                }
            }
            assertTrue(accepted > 0, () -> "no sample is valid for " + setter);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {ChannelOptions.class, ServerOptions.class, TlsOptions.class})
    void builtOptionsDoNotChangeWithTheirBuilder(Class<?> type) throws Exception {
        for (Method setter : setters(type)) {
            for (Object value : values(setter)) {
                Object builder = builder(type);
                Object built = outcome(builder);
                Object before = described(built);
                set(setter, value, builder);
                assertEquals(before, described(built), setter.getName());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {ChannelOptions.class, ServerOptions.class})
    void optionsDoNotChangeWithABuilderMadeOfThem(Class<?> type) throws Exception {
        for (Method setter : setters(type)) {
            for (Object value : values(setter)) {
                Object options = outcome(builder(type));
                Object before = described(options);
                set(setter, value, toBuilder(options));
                assertEquals(before, described(options), setter.getName());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {ChannelOptions.class, ServerOptions.class})
    void everyOptionSurvivesToBuilder(Class<?> type) throws Exception {
        for (Method setter : setters(type)) {
            for (Object value : values(setter)) {
                Object built = outcome(set(setter, value, builder(type)));
                String name = setter.getName() + "(" + value + ")";
                assertEquals(described(built), described(outcome(set(setter, value, toBuilder(defaults(type))))), name);
                if (type.isInstance(built)) {
                    assertEquals(described(built), described(outcome(toBuilder(built))), name);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {ChannelOptions.class, ServerOptions.class})
    void toBuilderPreservesEveryPairOfOptions(Class<?> type) throws Exception {
        for (Method first : setters(type)) {
            for (Object one : values(first)) {
                Object between = outcome(set(first, one, builder(type)));
                if (!type.isInstance(between)) {
                    continue;
                }
                for (Method second : setters(type)) {
                    for (Object other : values(second)) {
                        Object atOnce = outcome(set(second, other, set(first, one, builder(type))));
                        Object inTwoSteps = outcome(set(second, other, toBuilder(between)));
                        assertEquals(
                                described(atOnce),
                                described(inTwoSteps),
                                () -> first.getName() + "(" + one + "), " + second.getName() + "(" + other + ")");
                    }
                }
            }
        }
    }

    private static Map<Class<?>, List<?>> samples() {
        try {
            TlsOptions tls = TlsOptions.builder().insecureTrustAnyPeer().build();
            return Map.ofEntries(
                    Map.entry(int.class, List.of(0, 1, 100, 1_000, 50_000, 1_000_000, 100_000_000)),
                    Map.entry(long.class, List.of(1L, 1_000L, 1L << 40)),
                    Map.entry(boolean.class, List.of(true, false)),
                    Map.entry(
                            Duration.class,
                            List.of(Duration.ofMillis(5), Duration.ofMinutes(7), ChannelOptions.UNLIMITED)),
                    Map.entry(Charset.class, List.of(US_ASCII, ISO_8859_1)),
                    Map.entry(
                            InetSocketAddress.class,
                            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))),
                    Map.entry(TlsOptions.class, List.of(tls)),
                    Map.entry(SSLContext.class, List.of(tls.sslContext())),
                    Map.entry(
                            ChannelOptions.class,
                            List.of(ChannelOptions.builder()
                                    .highWaterMark(1_000)
                                    .build())),
                    Map.entry(ConnectionListener.class, List.of(new ConnectionListener() {})),
                    Map.entry(Collection.class, List.of(List.of("10.0.0.0/8"))));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String text(Object value) {
        return value instanceof Object[] array ? Arrays.toString(array) : String.valueOf(value);
    }

    private static List<?> values(Method setter) {
        Class<?> type = setter.getParameterTypes()[0];
        List<?> values = type.isEnum()
                ? Arrays.asList(type.getEnumConstants())
                : NAMED_SAMPLES.getOrDefault(setter.getName(), SAMPLES.get(type));
        assertFalse(values == null, () -> "no sample of " + type + " for " + setter);
        return values;
    }

    private static List<Method> setters(Class<?> type) throws ReflectiveOperationException {
        Class<?> builder = type.getMethod("builder").getReturnType();
        List<Method> setters = new ArrayList<>();
        for (Method method : builder.getMethods()) {
            if (method.getReturnType() == builder && method.getParameterCount() == 1) {
                setters.add(method);
            }
        }
        setters.sort(Comparator.comparing(Method::getName));
        assertFalse(setters.isEmpty());
        return setters;
    }

    private static Object builder(Class<?> type) throws ReflectiveOperationException {
        return type.getMethod("builder").invoke(null);
    }

    private static Object defaults(Class<?> type) throws ReflectiveOperationException {
        return type.getMethod("defaults").invoke(null);
    }

    private static Object toBuilder(Object options) throws ReflectiveOperationException {
        return options.getClass().getMethod("toBuilder").invoke(options);
    }

    /** The builder, or the text of the exception with which it rejects the value. */
    private static Object set(Method setter, Object value, Object builder) throws ReflectiveOperationException {
        if (builder instanceof String rejection) {
            return rejection;
        }
        try {
            return setter.invoke(builder, value);
        } catch (InvocationTargetException rejection) {
            return String.valueOf(rejection.getCause());
        }
    }

    /** The options, or the text of the exception with which building fails. */
    private static Object outcome(Object builder) throws ReflectiveOperationException {
        if (builder instanceof String rejection) {
            return rejection;
        }
        try {
            return builder.getClass().getMethod("build").invoke(builder);
        } catch (InvocationTargetException rejection) {
            return String.valueOf(rejection.getCause());
        }
    }

    private static Object described(Object outcome) throws ReflectiveOperationException {
        if (outcome instanceof String rejection) {
            return rejection;
        }
        Map<String, Object> values = new TreeMap<>();
        for (Method getter : outcome.getClass().getMethods()) {
            boolean own = getter.getDeclaringClass() == outcome.getClass() && !Modifier.isStatic(getter.getModifiers());
            boolean returnsValue =
                    getter.getReturnType() != void.class && !getter.getName().equals("toBuilder");
            if (own && getter.getParameterCount() == 0 && returnsValue) {
                values.put(getter.getName(), String.valueOf(getter.invoke(outcome)));
            }
        }
        return values;
    }
}
