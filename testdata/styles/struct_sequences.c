/* PyStructSequence: its description is the definition, whether it is made into a new type or put into a variable. */
#include <Python.h>

static PyStructSequence_Field point_fields[] = {{"x", NULL}, {"y", NULL}, {NULL, NULL}};

/* type: point_desc style=structseq name=spam.point gc=yes base=PyTuple_Type traverse=yes clear=no */
static PyStructSequence_Desc point_desc = {"spam.point", NULL, point_fields, 2};

/* type: info_desc style=structseq name=spam.info */
static PyStructSequence_Desc info_desc = {.name = "spam.info", .fields = point_fields, .n_in_sequence = 2};
static PyTypeObject InfoType;

/* type: late_desc style=structseq name=spam.late */
static PyStructSequence_Desc late_desc = {"late", NULL, point_fields, 2};

PyObject *make(void)
{
    /* type: local_desc style=structseq name=spam.local */
    PyStructSequence_Desc local_desc = {"spam.local", NULL, point_fields, 2};
    if (!InfoType.tp_name && PyStructSequence_InitType2(&InfoType, &info_desc) < 0)
        return NULL;
    late_desc.name = "spam" ".late";
    return Py_BuildValue("NNNN", PyStructSequence_NewType(&point_desc), PyStructSequence_NewType(&late_desc),
                         PyStructSequence_NewType(&local_desc), PyStructSequence_New(&InfoType));
}
