#include "model/api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const ApiFunction *known(const char *name)
{
    const ApiFunction *function = api_find(name);
    if (!function)
        fail_msg("%s is not known", name);
    return function;
}

static void has_effect(const char *name, ApiEffect effect, int argument)
{
    const ApiFunction *function = known(name);
    if (function->effect != effect || function->argument != argument)
        fail_msg("%s: effect %d on argument %d", name, (int)function->effect, function->argument);
}

static void has_result(const char *name, ApiResult result, ApiExact exact)
{
    const ApiFunction *function = known(name);
    if (function->result != result || function->exact != exact)
        fail_msg("%s: result %d, exactness %d", name, (int)function->result, (int)function->exact);
}

static void test_functions_are_sorted_and_unique(void **state)
{
    (void)state;
    uint32_t count;
    const ApiFunction *functions = api_functions(&count);
    assert_true(count > 2000);
    for (uint32_t i = 1; i < count; i++) {
        if (strcmp(functions[i - 1].name, functions[i].name) >= 0)
            fail_msg("%s stands before %s", functions[i - 1].name, functions[i].name);
    }
    for (uint32_t i = 0; i < count; i++)
        assert_ptr_equal(api_find(functions[i].name), &functions[i]);
}

static void test_types_are_sorted_and_unique(void **state)
{
    (void)state;
    uint32_t count;
    const ApiType *types = api_types(&count);
    assert_true(count > 150);
    for (uint32_t i = 1; i < count; i++) {
        if (strcmp(types[i - 1].symbol, types[i].symbol) >= 0)
            fail_msg("%s stands before %s", types[i - 1].symbol, types[i].symbol);
    }
    for (uint32_t i = 0; i < count; i++)
        assert_ptr_equal(api_find_type(types[i].symbol), &types[i]);
}

static void test_names_that_are_not_known(void **state)
{
    (void)state;
    assert_null(api_find(""));
    assert_null(api_find("Py_DECREF "));
    assert_null(api_find("my_helper"));
    assert_null(api_find("zzz"));
    assert_null(api_find_type("PyList"));
    assert_null(api_find_type("My_Type"));
}

static void test_every_effect_is_used(void **state)
{
    (void)state;
    uint32_t used[API_EFFECT_COUNT] = {0}, count;
    const ApiFunction *functions = api_functions(&count);
    for (uint32_t i = 0; i < count; i++)
        used[functions[i].effect]++;
    for (int effect = 0; effect < API_EFFECT_COUNT; effect++) {
        if (!used[effect])
            fail_msg("no function has effect %d", effect);
    }
}

/* What holds for each row whatever it is about. */
static void check_row(const ApiFunction *function)
{
    const uint32_t all = function->steals | function->gives_new | function->gives_borrowed;
    bool no_result = function->result == API_RESULT_NONE;
    bool gives = (function->gives_new | function->gives_borrowed) != 0;
    if (function->argument < -1 || function->argument > 7 || all >> 8)
        fail_msg("%s: an argument number is out of range", function->name);
    if (function->steals & (function->gives_new | function->gives_borrowed))
        fail_msg("%s: an argument is both an object and a place for one", function->name);
    if (function->gives_new & function->gives_borrowed)
        fail_msg("%s: a reference cannot be new and borrowed", function->name);
    if (no_result && !gives && function->exact != API_ANY_OBJECT)
        fail_msg("%s: says how exact no object is", function->name);
    if (function->effect == API_SAFE_IN_TRAVERSE &&
        (function->runs_python || function->result == API_RESULT_NEW || function->steals))
        fail_msg("%s: cannot be safe in tp_traverse", function->name);
}

static void check_effect(const ApiFunction *function)
{
    switch (function->effect) {
    case API_NEW_REFERENCE:
    case API_ALLOCATE_GC:
    case API_ALLOCATE_PLAIN:
    case API_ALLOCATE_TYPE:
    case API_INIT_OBJECT:
    case API_TYPE_FROM_SPEC:
        if (function->result != API_RESULT_NEW)
            fail_msg("%s must return a new reference", function->name);
        break;
    case API_INCREF:
    case API_DECREF:
    case API_TRACK:
    case API_UNTRACK:
    case API_FREE_GC:
    case API_FREE_OBJECT:
    case API_FREE_MEMORY:
    case API_ALLOCATE_MEMORY:
    case API_ERROR_SET:
    case API_NO_RETURN:
        if (function->result != API_RESULT_NONE || function->runs_python || function->steals)
            fail_msg("%s returns, runs or steals nothing", function->name);
        break;
    default:
        break;
    }
}

static void test_rows_are_consistent(void **state)
{
    (void)state;
    uint32_t count;
    const ApiFunction *functions = api_functions(&count);
    for (uint32_t i = 0; i < count; i++) {
        check_row(&functions[i]);
        check_effect(&functions[i]);
    }
}

static void test_types_are_consistent(void **state)
{
    (void)state;
    uint32_t count;
    const ApiType *types = api_types(&count);
    for (uint32_t i = 0; i < count; i++) {
        const ApiType *type = &types[i];
        bool is_gc = type->gc_since != 0;
        if (is_gc && (type->gc_since < 0x0308 || type->gc_since > 0x030f))
            fail_msg("%s: no such version as %x", type->symbol, type->gc_since);
        if (!is_gc && (type->has_clear || type->visits_fields || type->dealloc_needs_tracked_until))
            fail_msg("%s: only GC types are tracked, visited and cleared", type->symbol);
        if (type->dealloc_needs_tracked_until && type->dealloc_needs_tracked_until < 0x0308)
            fail_msg("%s: no such version as %x", type->symbol, type->dealloc_needs_tracked_until);
    }
}

static void test_reference_counts(void **state)
{
    (void)state;
    has_effect("Py_INCREF", API_INCREF, 0);
    has_effect("_Py_XINCREF", API_INCREF, 0);
    has_effect("Py_DECREF", API_DECREF, -1);
    has_effect("_Py_DECREF", API_DECREF, -1);
    has_effect("_Py_DecRef", API_DECREF, -1);
    has_effect("_Py_XNewRef", API_NEW_REFERENCE, 0);
    has_effect("PyObject_SelfIter", API_NEW_REFERENCE, 0);
}

static void test_objects(void **state)
{
    (void)state;
    has_effect("_PyObject_GC_New", API_ALLOCATE_GC, 0);
    has_effect("_PyObject_New", API_ALLOCATE_PLAIN, 0);
    has_effect("PyType_GenericAlloc", API_ALLOCATE_TYPE, 0);
    has_effect("PyObject_Malloc", API_ALLOCATE_MEMORY, 0);
    has_effect("calloc", API_ALLOCATE_MEMORY, 0);
    has_effect("PyObject_Free", API_FREE_OBJECT, 0);
    has_effect("PyObject_GC_Del", API_FREE_GC, 0);
    has_effect("PyMem_Free", API_FREE_MEMORY, 0);
    has_effect("_PyObject_GC_UNTRACK", API_UNTRACK, -1); /* debug headers put file and line before the object */
    has_effect("PyType_FromModuleAndSpec", API_TYPE_FROM_SPEC, 1);
    has_effect("PyType_FromMetaclass", API_TYPE_FROM_SPEC, 2);
    has_effect("PyModule_AddType", API_ADD_TYPE, 1);
    has_effect("PyObject_GetBuffer", API_FILL_BUFFER, 1);
    has_effect("PyBuffer_FillInfo", API_FILL_BUFFER, 0);
    has_effect("_Py_TYPE_impl", API_TYPE_OF, 0);
    has_effect("Py_FatalError", API_NO_RETURN, 0);
    has_effect("PyType_GetModuleByDef", API_MODULE_OBJECT, 0);
}

static void test_results(void **state)
{
    (void)state;
    has_result("PyUnicode_FromString", API_RESULT_NEW, API_EXACT_ATOMIC);
    has_result("PyLong_FromLong", API_RESULT_NEW, API_EXACT_ATOMIC);
    has_result("PyObject_Str", API_RESULT_NEW, API_STRING); /* may be of a subclass of str */
    has_result("PyList_New", API_RESULT_NEW, API_EXACT_CLEARABLE);
    has_result("Py_BuildValue", API_RESULT_NEW, API_ANY_OBJECT);
    has_result("PyDict_GetItem", API_RESULT_BORROWED, API_ELEMENT);
    has_result("PyTuple_GetItem", API_RESULT_BORROWED, API_ELEMENT);
    has_result("PyErr_NoMemory", API_RESULT_NONE, API_ANY_OBJECT); /* always NULL */
}

static void test_references_that_change_hands(void **state)
{
    (void)state;
    assert_int_equal(known("PyTuple_SetItem")->steals, 1u << 2);
    assert_int_equal(known("PyList_SET_ITEM")->steals, 1u << 2);
    assert_int_equal(known("PyModule_AddObject")->steals, 1u << 2);
    assert_int_equal(known("PyModule_AddObjectRef")->steals, 0);
    assert_int_equal(known("PyErr_Restore")->steals, 7);
    assert_int_equal(known("PyErr_Fetch")->gives_new, 7);
    assert_int_equal(known("PyException_SetCause")->steals, 1u << 1);
    assert_int_equal(known("PyDict_Next")->gives_borrowed, 1u << 2 | 1u << 3);
    assert_int_equal(known("PyWeakref_GetRef")->gives_new, 1u << 1);
}

static void test_what_runs_python(void **state)
{
    (void)state;
    static const char *const running[] = {"PyObject_Call", "PyObject_GetAttr", "PyDict_SetItem", "PyErr_WriteUnraisable",
                                          "PyImport_ImportModule", "PyObject_ClearWeakRefs", "PyIter_Next"};
    static const char *const quiet[] = {"PyLong_FromLong", "PyErr_SetString", "PyErr_Clear", "Py_DECREF", "PyList_New",
                                        "PyObject_GC_UnTrack", "PyEval_SaveThread", "PyMem_Free", "memcpy"};
    for (size_t i = 0; i < sizeof running / sizeof running[0]; i++)
        assert_true(known(running[i])->runs_python);
    for (size_t i = 0; i < sizeof quiet / sizeof quiet[0]; i++)
        assert_false(known(quiet[i])->runs_python);
}

static void test_what_traverse_may_call(void **state)
{
    (void)state;
    static const char *const safe[] = {"Py_SIZE", "Py_TYPE", "PyObject_VisitManagedDict", "PyObject_TypeCheck",
                                       "PyType_IsSubtype", "PyType_HasFeature", "PyModule_GetState", "PyType_GetModuleByDef",
                                       "PyModule_GetState_DuringGC", "PyObject_GetTypeData", "PyList_GET_ITEM", "strlen"};
    static const char *const unsafe[] = {"Py_INCREF", "PyDict_GetItem", "PyObject_GetAttr", "PyList_New", "PyObject_GC_Track",
                                         "PyType_GetModuleByToken", "PyType_GetBaseByToken", "PyMem_Free", "PyErr_Clear"};
    for (size_t i = 0; i < sizeof safe / sizeof safe[0]; i++) {
        if (!api_is_safe_in_traverse(known(safe[i])))
            fail_msg("%s is safe", safe[i]);
    }
    for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++) {
        if (api_is_safe_in_traverse(known(unsafe[i])))
            fail_msg("%s is not safe", unsafe[i]);
    }
}

static void test_builtin_types(void **state)
{
    (void)state;
    const ApiType *list = api_find_type("PyList_Type");
    assert_string_equal(list->name, "list");
    assert_string_equal(list->record, "PyListObject");
    assert_int_equal(list->gc_since, 0x0308);
    assert_true(list->is_basetype && list->has_clear && list->visits_fields);
    assert_false(list->is_atomic || list->weakly_referenceable || list->has_finalizer);
    assert_int_equal(list->dealloc_needs_tracked_until, 0);
    assert_true(api_find_type("PyUnicode_Type")->is_atomic);
    assert_int_equal(api_find_type("PyCapsule_Type")->gc_since, 0x030d);
    assert_true(api_find_type("PySet_Type")->weakly_referenceable);
    assert_true(api_find_type("PyGen_Type")->has_finalizer);
    assert_false(api_find_type("PyTuple_Type")->has_clear);
    assert_int_equal(api_find_type("PyProperty_Type")->dealloc_needs_tracked_until, 0xffff);
}

static void test_exceptions(void **state)
{
    (void)state;
    const ApiType *os_error = api_find_type("PyExc_OSError");
    assert_string_equal(os_error->name, "OSError");
    assert_string_equal(os_error->record, "PyOSErrorObject");
    assert_int_equal(os_error->dealloc_needs_tracked_until, 0xffff);
    assert_string_equal(api_find_type("PyExc_IOError")->name, "OSError");
    assert_string_equal(api_find_type("PyExc_ConnectionResetError")->record, "PyOSErrorObject");
    assert_int_equal(api_find_type("PyExc_Exception")->dealloc_needs_tracked_until, 0x030a);
    assert_string_equal(api_find_type("PyExc_Exception")->record, "PyBaseExceptionObject");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_functions_are_sorted_and_unique),
        cmocka_unit_test(test_types_are_sorted_and_unique),
        cmocka_unit_test(test_names_that_are_not_known),
        cmocka_unit_test(test_every_effect_is_used),
        cmocka_unit_test(test_rows_are_consistent),
        cmocka_unit_test(test_types_are_consistent),
        cmocka_unit_test(test_reference_counts),
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_references_that_change_hands),
        cmocka_unit_test(test_what_runs_python),
        cmocka_unit_test(test_what_traverse_may_call),
        cmocka_unit_test(test_builtin_types),
        cmocka_unit_test(test_exceptions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
